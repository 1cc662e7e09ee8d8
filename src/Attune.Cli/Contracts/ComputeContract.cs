using Attune.Workspace.Compute;

namespace Attune.Cli.Contracts;

/// <summary>A compute as <c>--json</c> gives it, in the words of <c>az ml</c>. Members are added, never renamed or removed.</summary>
internal sealed record ComputeContract
{
    public required string Name { get; init; }
    public required string Type { get; init; }
    public required string State { get; init; }
    public string? Reason { get; init; }
    public required string Size { get; init; }
    public required string Location { get; init; }
    public string? Description { get; init; }
    public required IReadOnlyDictionary<string, string?> Tags { get; init; }
    public int? MinInstances { get; init; }
    public int? MaxInstances { get; init; }
    public double? IdleTimeBeforeScaleDown { get; init; }
    public string? Tier { get; init; }
    public double? IdleTimeBeforeShutdownMinutes { get; init; }
    public IReadOnlyList<ApplicationContract>? Applications { get; init; }
    public string? CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The contract of a compute.</summary>
    /// <param name="compute">The compute.</param>
    /// <param name="host">Where the home's host listens, below which its applications are; null when that is not known.</param>
    public static ComputeContract Of(ComputeTarget compute, Uri? host)
    {
        var (cluster, instance) = (compute as ComputeCluster, compute as ComputeInstance);
        return new ComputeContract
        {
            Name = compute.Name,
            Type = cluster is null ? "computeinstance" : "amlcompute",
            State = instance?.State.ToString() ?? "Succeeded",
            Reason = instance?.LastOperation?.Reason,
            Size = compute.Size,
            Location = compute.Location,
            Description = compute.Description,
            Tags = compute.Tags,
            MinInstances = cluster?.MinNodes,
            MaxInstances = cluster?.MaxNodes,
            IdleTimeBeforeScaleDown = cluster?.IdleSeconds,
            Tier =
                cluster is null ? null
                : cluster.LowPriority ? "low_priority"
                : "dedicated",
            IdleTimeBeforeShutdownMinutes = instance?.IdleMinutesBeforeShutdown,
            Applications = instance is null
                ? null
                :
                [
                    .. instance.Applications.Select(each => new ApplicationContract(
                        each.Name,
                        host is null ? each.Address : new Uri(host, each.Address).ToString()
                    )),
                ],
            CreatedBy = compute.CreatedBy,
            CreatedAt = compute.CreatedAt,
        };
    }
}

/// <summary>What can be opened in an instance.</summary>
internal sealed record ApplicationContract(string Name, string Address);
