using System.Text.Json.Serialization;

namespace Attune.Workspace.Compute.Jupyter;

/// <summary>One start of an instance's Jupyter, as it is written down: by it the next host finds what the last one started.</summary>
internal sealed record JupyterSession
{
    /// <summary>Counts the instance's starts, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The port of this machine that it listens on.</summary>
    public required int Port { get; init; }

    public required string Token { get; init; }

    public required string OwnerToken { get; init; }

    public required string Owner { get; init; }

    /// <summary>The path under which all of its pages lie.</summary>
    public required string Path { get; init; }

    /// <summary>What could be opened when it had started.</summary>
    public IReadOnlyList<InstanceApplication> Applications { get; init; } = [];

    /// <summary>The way to it.</summary>
    [JsonIgnore]
    public InstanceDoor Door =>
        new()
        {
            Address = new UriBuilder("http", "127.0.0.1", Port).Uri,
            Path = Path,
            Token = Token,
            Owner = Owner,
            OwnerToken = OwnerToken,
        };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JupyterSession))]
internal sealed partial class JupyterJson : JsonSerializerContext;
