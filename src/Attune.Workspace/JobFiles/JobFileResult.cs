using Attune.Jobs;

namespace Attune.Workspace.JobFiles;

/// <summary>What came of reading a job file.</summary>
/// <param name="Job">The job; null when there is any error.</param>
/// <param name="Problems">Errors, warnings and notices, by their place in the file.</param>
/// <param name="Folder">The absolute path of the folder that relative paths start from; null when the job came from no file.</param>
public sealed record JobFileResult(Job? Job, IReadOnlyList<Problem> Problems, string? Folder)
{
    /// <summary>The job as JSON, for keeping; null when there is any error.</summary>
    public string? Json => Job is null ? null : JobJson.Write(Job);

    /// <summary>Only the errors.</summary>
    public IEnumerable<Problem> Errors => Problems.Where(problem => problem.Severity == Severity.Error);
}
