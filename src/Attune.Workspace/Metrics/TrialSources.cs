using Attune.Jobs;

namespace Attune.Workspace.Metrics;

/// <summary>Where the metrics of one attempt at a trial are to be read from.</summary>
public sealed record TrialSources
{
    /// <summary>The run: the trial's job name.</summary>
    public required string Run { get; init; }

    /// <summary>The attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The trial's folder, absolute; paths of declared files are relative to it.</summary>
    public required string Folder { get; init; }

    /// <summary>The file that holds the attempt's standard output and standard error, absolute. It need not exist yet.</summary>
    public required string Output { get; init; }

    /// <summary>The metric that is read from standard output without being asked: the primary one.</summary>
    public required string Primary { get; init; }

    /// <summary>What the job file declares, in its order.</summary>
    public IReadOnlyList<MetricSourceSpec> Declared { get; init; } = [];
}
