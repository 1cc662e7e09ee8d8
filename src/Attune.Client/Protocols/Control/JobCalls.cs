namespace Attune.Client.Protocols.Control;

/// <summary>Hands in a job file that lies on the host's own machine.</summary>
/// <param name="File">The job file's absolute path.</param>
/// <param name="Set">What <c>--set</c> changes in it.</param>
/// <param name="Workspace">The workspace that the job belongs to.</param>
/// <param name="Name">A name that stands in for the file's own.</param>
/// <param name="MaxConcurrent">Trials at once, instead of what the file says.</param>
/// <param name="New">A new job even when an unfinished one came from the same file.</param>
internal sealed record SubmitRequest(
    string? File,
    IReadOnlyList<string>? Set,
    string? Workspace,
    string? Name = null,
    int? MaxConcurrent = null,
    bool New = false
);

/// <summary>A job that was taken in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Continues">Whether it was there already, unfinished, and goes on.</param>
public sealed record SubmitResponse(string Name, bool Continues);

/// <summary>Why something is asked for; kept with what it does.</summary>
internal sealed record ReasonRequest(string? Reason);

/// <summary>Shows or hides a job in lists.</summary>
internal sealed record ArchiveRequest(bool Archived);

/// <summary>How a job stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">A word such as <c>Running</c>, <c>Completed</c>.</param>
/// <param name="Reason">Why, where there is a reason.</param>
/// <param name="Held">Whether the host has it queued or running.</param>
public sealed record JobResponse(string Name, string State, string? Reason, bool Held);

/// <summary>A code that signs the owner in to the studio, once.</summary>
internal sealed record SignInCodeResponse(string Code);

/// <summary>A refusal. Problems of a job file come all at once.</summary>
internal sealed record RefusalResponse(
    string ErrorCode,
    string Message,
    IReadOnlyList<ProblemRecord>? Problems = null
);

/// <summary>One problem of a job file.</summary>
internal sealed record ProblemRecord(
    string Path,
    string Message,
    string? Hint,
    Severity Severity,
    SourcePosition? Where
)
{
    public static ProblemRecord Of(Problem problem) =>
        new(problem.Path, problem.Message, problem.Hint, problem.Severity, problem.Where);

    public Problem ToProblem() => new(Path, Message, Hint, Severity, Where);
}
