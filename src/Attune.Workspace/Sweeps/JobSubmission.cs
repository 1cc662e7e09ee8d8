using Attune.Jobs;

namespace Attune.Workspace.Sweeps;

/// <summary>A job as it is handed in: read from its file without an error.</summary>
public sealed record JobSubmission
{
    /// <summary>The job, with <c>--set</c> applied.</summary>
    public required Job Job { get; init; }

    /// <summary>The job file's absolute path.</summary>
    public required string SourceFile { get; init; }

    /// <summary>The job file's text when there is no such file: what a person typed. Null: the file is there.</summary>
    public string? Text { get; init; }

    /// <summary>A name that stands in for the job's own.</summary>
    public string? Name { get; init; }

    /// <summary>Trials at once, instead of what the job says.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>Always a new job, even when an unfinished one came from the same file.</summary>
    public bool IsNew { get; init; }

    /// <summary>Warnings and notices of the job file, kept with the job.</summary>
    public IReadOnlyList<Problem> Notices { get; init; } = [];
}

/// <summary>What became of a submission.</summary>
/// <param name="Job">The job.</param>
/// <param name="Continues">Whether it was there already, unfinished, and goes on.</param>
public sealed record SubmittedJob(Catalog.JobRecord Job, bool Continues);
