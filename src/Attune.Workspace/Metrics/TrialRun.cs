namespace Attune.Workspace.Metrics;

/// <summary>A trial's attempt as the tracking protocol sees it: a run.</summary>
public sealed record TrialRun
{
    /// <summary>The run's id: the trial's job name.</summary>
    public required string Run { get; init; }

    /// <summary>The attempt that is current, from 1. Tokens of earlier ones are refused.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether the attempt is under way. False once it has ended: its token is refused then.</summary>
    public bool IsLive { get; init; } = true;

    /// <summary>The experiment's number in the store.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>The experiment's name.</summary>
    public required string ExperimentName { get; init; }

    /// <summary>The name shown to people. Default: the run's id.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The trial's assignment, each value as its script sees it.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The trial's folder: its working folder, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the run's artifacts lie.</summary>
    public string Artifacts => Path.Combine(Folder, "outputs");
}

/// <summary>Which trials a host knows. Asked for every call that comes with a trial's token, so it must answer from memory.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ITrialDirectory
{
    /// <summary>The trial of this run id with its current attempt; null when it is not known, or not yet after a restart (callers are told to try again).</summary>
    TrialRun? Find(string run);
}
