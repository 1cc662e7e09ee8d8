using System.Text.Json.Nodes;
using Attune.Jobs;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Contracts;

/// <summary>A job as <c>--json</c> gives it. Members are added, never renamed or removed.</summary>
internal sealed record JobContract
{
    public required string Name { get; init; }
    public string? DisplayName { get; init; }
    public string? ExperimentName { get; init; }
    public string? Description { get; init; }
    public required string Type { get; init; }
    public required string State { get; init; }
    public string? Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public bool Archived { get; init; }
    public required string SourceFile { get; init; }
    public required string Folder { get; init; }
    public required IReadOnlyDictionary<string, string?> Tags { get; init; }
    public ObjectiveContract? Objective { get; init; }
    public required CountsContract Trials { get; init; }
    public TrialContract? Best { get; init; }

    /// <summary>The version of its specification: 1 as submitted.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What people wrote about it.</summary>
    public string? Note { get; init; }

    /// <summary>The versions after the first, with who made them; only where one job is shown.</summary>
    public IReadOnlyList<VersionContract>? Versions { get; init; }

    /// <summary>The job, as it is now; only where one job is shown.</summary>
    public JsonNode? Job { get; init; }

    public static JobContract Of(
        JobWatch watch,
        JobState state,
        string? reason,
        TrialContract? best,
        bool whole = false
    )
    {
        var record = watch.Job;
        return new JobContract
        {
            Name = record.Name,
            DisplayName = record.Job.DisplayName,
            ExperimentName = record.Job.ExperimentName,
            Description = record.Job.Description,
            Type = record.Job is SweepJob ? "sweep" : "command",
            State = state.ToString(),
            Reason = reason,
            CreatedAt = record.CreatedAt,
            StartedAt = record.StartedAt,
            EndedAt = record.EndedAt,
            Archived = record.Archived,
            SourceFile = record.SourceFile,
            Folder = watch.Folder.FullPath,
            Tags = record.Job.Tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal),
            Objective = watch.Objective is { } objective
                ? new ObjectiveContract(
                    objective.Metric,
                    objective.Goal == Goal.Maximize ? "maximize" : "minimize"
                )
                : null,
            Trials = CountsContract.Of(watch),
            Best = best,
            Version = record.Version,
            Note = record.Note,
            Versions = whole ? [.. watch.Amendments.Select(VersionContract.Of)] : null,
            Job = whole ? JsonNode.Parse(JobJson.Write(record.Job)) : null,
        };
    }
}

/// <summary>What is optimised.</summary>
internal sealed record ObjectiveContract(string Metric, string Goal);

/// <summary>How many trials there are, and in which states.</summary>
internal sealed record CountsContract
{
    /// <summary>The most there will be; null when there is no bound.</summary>
    public long? Total { get; init; }
    public int Proposed { get; init; }
    public int Waiting { get; init; }
    public int Running { get; init; }
    public int Completed { get; init; }
    public int StoppedEarly { get; init; }
    public int Failed { get; init; }
    public int TimedOut { get; init; }
    public int Canceled { get; init; }
    public int Lost { get; init; }

    public static CountsContract Of(JobWatch watch) =>
        new()
        {
            Total = watch.Total,
            Proposed = watch.Trials.Count,
            Waiting = watch.Count(TrialState.Waiting),
            Running = watch.Count(TrialState.Running),
            Completed = watch.Count(TrialState.Completed),
            StoppedEarly = watch.Count(TrialState.StoppedEarly),
            Failed = watch.Count(TrialState.Failed),
            TimedOut = watch.Count(TrialState.TimedOut),
            Canceled = watch.Count(TrialState.Canceled),
            Lost = watch.Count(TrialState.Lost),
        };
}
