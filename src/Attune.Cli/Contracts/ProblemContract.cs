namespace Attune.Cli.Contracts;

/// <summary>What <c>attune job validate --json</c> gives, and every command that reads a job file with problems in it.</summary>
internal sealed record ValidationContract(string File, bool Valid, IReadOnlyList<ProblemContract> Problems)
{
    public static ValidationContract Of(string file, IReadOnlyList<Problem> problems) =>
        new(
            file,
            problems.All(problem => problem.Severity != Severity.Error),
            [.. problems.Select(ProblemContract.Of)]
        );
}

/// <summary>One problem.</summary>
internal sealed record ProblemContract(
    string Severity,
    string Message,
    string? Hint,
    string Path,
    string? File,
    int? Line,
    int? Column
)
{
    public static ProblemContract Of(Problem problem) =>
        new(
            problem.Severity.ToString().ToLowerInvariant(),
            problem.Message,
            problem.Hint,
            problem.Path,
            problem.Where?.File,
            problem.Where?.Line,
            problem.Where?.Column
        );
}
