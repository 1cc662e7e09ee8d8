using System.Text.Json.Serialization;

namespace Attune.Workspace.Homes;

/// <summary>What a user configures for a home, in <c>.attune/settings.json</c>. Every key is optional.</summary>
public sealed record Settings
{
    /// <summary>The defaults.</summary>
    public Settings() { }

    // Generated JSON code knows the default of an optional parameter, but not that of a property.
    [JsonConstructor]
    internal Settings(
        IReadOnlyDictionary<string, EnvironmentMapping>? environments = null,
        IReadOnlyDictionary<string, string>? data = null,
        double stopGraceSeconds = 30,
        IReadOnlyList<string>? passVariables = null
    )
    {
        Environments = environments ?? new Dictionary<string, EnvironmentMapping>();
        Data = data ?? new Dictionary<string, string>();
        StopGraceSeconds = stopGraceSeconds;
        PassVariables = passVariables ?? [];
    }

    /// <summary>What an environment's name means on this machine.</summary>
    public IReadOnlyDictionary<string, EnvironmentMapping> Environments { get; init; } =
        new Dictionary<string, EnvironmentMapping>();

    /// <summary>Where a cloud reference (<c>azureml:diabetes-data:1</c>, <c>azureml://datastores/…</c>) lies on this machine.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>The GPUs to use, by index or UUID; null means those that <c>nvidia-smi</c> lists.</summary>
    public IReadOnlyList<string>? Gpus { get; init; }

    /// <summary>Seconds between asking a trial to end and ending it by force. Default 30.</summary>
    public double StopGraceSeconds { get; init; } = 30;

    /// <summary>Variables of the host that trials get beside the built-in list.</summary>
    public IReadOnlyList<string> PassVariables { get; init; } = [];

    /// <summary>Every problem of what the keys say, with the key as its path.</summary>
    public IEnumerable<Problem> Validate()
    {
        foreach (var (name, mapping) in Environments)
        {
            var path = $"environments.{name}";
            // A null in a dictionary gets past the reader.
            if (mapping is null or { Venv: null, Conda: null, Image: null, Machine: false })
            {
                yield return new Problem(
                    path,
                    "The entry does not say what the name means.",
                    "venv, conda or image, or \"machine\": true for this machine's own tools"
                );
            }
            else if (mapping.Engine is not (null or "docker" or "podman"))
            {
                yield return new Problem(
                    $"{path}.engine",
                    $"'{mapping.Engine}' is no container engine that is known.",
                    Suggestion.For(mapping.Engine, ["docker", "podman"]) ?? "docker or podman"
                );
            }
        }
        foreach (var (name, _) in Data.Where(data => string.IsNullOrWhiteSpace(data.Value)))
        {
            yield return new Problem($"data.{name}", "The entry does not say where the data lies.");
        }
        if (StopGraceSeconds is not (>= 0 and <= 86_400))
        {
            yield return new Problem("stop_grace_seconds", "The time is from 0 to 86400 seconds.");
        }
        if (Gpus is not null && Gpus.Distinct(StringComparer.Ordinal).Count() < Gpus.Count)
        {
            yield return new Problem(
                "gpus",
                "A GPU is listed twice.",
                "attune: trials_per_gpu in the job file lets trials share one"
            );
        }
    }
}

/// <summary>What an environment's name means on this machine; the first key that is set counts.</summary>
public sealed record EnvironmentMapping
{
    /// <summary>A mapping that says nothing yet.</summary>
    public EnvironmentMapping() { }

    [JsonConstructor]
    internal EnvironmentMapping(IReadOnlyList<string>? engineArguments = null) =>
        EngineArguments = engineArguments ?? [];

    /// <summary>A Python virtual environment's folder.</summary>
    public string? Venv { get; init; }

    /// <summary>A conda environment's name or folder.</summary>
    public string? Conda { get; init; }

    /// <summary>A container image, run by docker or podman.</summary>
    public string? Image { get; init; }

    /// <summary>Which engine runs the image, <c>docker</c> or <c>podman</c>; null for the first that answers.</summary>
    public string? Engine { get; init; }

    /// <summary>More arguments of the engine's <c>run</c>, placed before the image.</summary>
    public IReadOnlyList<string> EngineArguments { get; init; } = [];

    /// <summary>True: this machine's own tools, with no notice.</summary>
    public bool Machine { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    RespectNullableAnnotations = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(Settings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
