using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Attune.Workspace.Compute;

/// <summary>Something that jobs or notebooks run on, by its name in a workspace. All of it is this machine.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ComputeInstance), "computeinstance")]
[JsonDerivedType(typeof(ComputeCluster), "amlcompute")]
public abstract partial record ComputeTarget
{
    private protected ComputeTarget() { }

    /// <summary>Its name: 2 to 24 letters, digits and <c>-</c>, a letter first.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The size that was asked for. Of a cluster a label: there is one machine; what it allows an instance says <see cref="InstanceSize"/>.</summary>
    public string Size { get; init; } = ThisMachine;

    /// <summary>A cloud's region, kept as a label. Default <c>local</c>.</summary>
    public string Location { get; init; } = "local";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string?> Tags { get; init; } = new Dictionary<string, string?>();

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The name of the one size that there is.</summary>
    public const string ThisMachine = "this-machine";

    /// <summary>The name in what a job calls its compute: <c>cpu-1</c>, <c>azureml:cpu-1</c>, or a resource's id.</summary>
    public static string NameOf(string compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        var name = compute.TrimEnd('/').Split('/')[^1];
        return name.StartsWith("azureml:", StringComparison.OrdinalIgnoreCase) ? name[8..] : name;
    }

    /// <summary>Every problem of what was asked for, with paths as the command line's job words: <c>name</c>, <c>max_instances</c>.</summary>
    public virtual IEnumerable<Problem> Validate()
    {
        if (!ValidName().IsMatch(Name))
        {
            yield return new Problem(
                "name",
                $"'{Name}' cannot be a compute's name.",
                "2 to 24 letters, digits and '-', a letter first"
            );
        }
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9-]{1,23}\z")]
    private static partial Regex ValidName();
}

/// <summary>A pool of this machine's slots that jobs name: at most so many of a job's trials run at once.</summary>
public sealed record ComputeCluster : ComputeTarget
{
    /// <summary>Nodes that are there without work; from 0. A node costs nothing here. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>The most trials at once of a job that names the cluster; from 1. Default 1.</summary>
    public int MaxNodes { get; init; } = 1;

    /// <summary>Seconds after which a cloud takes an idle node away, kept as it is. Default 120.</summary>
    public double IdleSeconds { get; init; } = 120;

    /// <summary>Whether a cloud might take nodes away, kept as it is. Default false.</summary>
    public bool LowPriority { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate()
    {
        foreach (var problem in base.Validate())
        {
            yield return problem;
        }
        if (MaxNodes is < 1 or > 10_000)
        {
            yield return new Problem(
                "max_instances",
                $"A cluster has from 1 to 10000 nodes at most, not {MaxNodes}."
            );
        }
        if (MinNodes < 0 || MinNodes > Math.Max(1, MaxNodes))
        {
            yield return new Problem(
                "min_instances",
                $"A cluster has at least from 0 to its most nodes ({MaxNodes}), not {MinNodes}."
            );
        }
        if (IdleSeconds is not (>= 0 and <= 1e9))
        {
            yield return new Problem("idle_time_before_scale_down", "The time is not negative.");
        }
    }
}
