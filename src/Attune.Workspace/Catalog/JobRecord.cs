using System.Text.Json.Serialization;
using Attune.Jobs;
using Attune.Studies;

namespace Attune.Workspace.Catalog;

/// <summary>Where a job stands, in Azure's words.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>Accepted; waits for its turn.</summary>
    Queued,

    /// <summary>Snapshot, environment and build are being made.</summary>
    Preparing,

    /// <summary>Trials run.</summary>
    Running,

    /// <summary>Its host went away; running it again, or <c>job resume</c>, continues it.</summary>
    Interrupted,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Ended without a usable result.</summary>
    Failed,

    /// <summary>Ended by a person or its timeout.</summary>
    Canceled,
}

/// <summary>A submitted job as the home keeps it: a document of kind <c>job</c>, keyed by its name.</summary>
public sealed record JobRecord
{
    /// <summary>The job's unique name.</summary>
    public required string Name { get; init; }

    /// <summary>The job itself, with <c>--set</c> applied: as submitted, or as it was changed since.</summary>
    [JsonConverter(typeof(JobText))]
    public required Job Job { get; init; }

    /// <summary>The job file's absolute path; relative paths in the job start from its folder.</summary>
    public required string SourceFile { get; init; }

    /// <summary>SHA-256 of the job as submitted: the same file with the same overrides continues an unfinished job.</summary>
    public required string Digest { get; init; }

    /// <summary>The job's folder, relative to the home.</summary>
    public required string Folder { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; } = JobState.Queued;

    /// <summary>Why it is in that state, as a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>When its first trial was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Trials at once, as asked on the command line; null means as the job file says.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>The seed of the study's random streams, when the job file names none.</summary>
    public ulong Seed { get; init; }

    /// <summary>What was said about the job when it was submitted and prepared: warnings and notices.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The version of the specification: 1 as submitted, and one more with each change since.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What people wrote about the job; null when nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Hidden from lists.</summary>
    public bool Archived { get; init; }

    /// <summary>The record with what its study says: the study's changes come first, and the record follows.</summary>
    internal JobRecord Following(StudyView study)
    {
        var record = Note == study.Note ? this : this with { Note = study.Note };
        return Version == study.Version || Job is not SweepJob sweep
            ? record
            : record with
            {
                Job = SweepAmendment.Of(sweep, study),
                Version = study.Version,
                MaxConcurrent = study.Amendments[^1].Limits.MaxConcurrent,
            };
    }

    /// <summary>Whether nothing will happen to it any more.</summary>
    [JsonIgnore]
    public bool IsOver => State is JobState.Completed or JobState.Failed or JobState.Canceled;
}
