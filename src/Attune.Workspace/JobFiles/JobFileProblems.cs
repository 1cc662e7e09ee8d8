using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles;

/// <summary>Puts problems in their places and in order.</summary>
internal static class JobFileProblems
{
    /// <summary>The problem with its place in the document, found by its path.</summary>
    public static Problem Placed(Problem problem, YamlNode root)
    {
        if (problem.Where is not null)
        {
            return problem;
        }
        var node = NodePath.Nearest(root, problem.Path, out var whole, out var where);
        // A value says best where it is wrong; a map or list begins at its key.
        return problem with
        {
            Where = whole && node is YamlScalar { Text.Length: > 0 } ? node.Where : where,
        };
    }

    /// <summary>Whether something with this path is about a part that could not be read, or about a whole that has such a part.</summary>
    public static bool FollowsFrom(string path, IEnumerable<Problem> bound) =>
        bound.Any(problem =>
            problem.Severity == Severity.Error
            && (IsWithin(path, problem.Path) || IsWithin(problem.Path, path))
        );

    /// <summary>By place: the file from top to bottom, then the overrides; each said once.</summary>
    public static IReadOnlyList<Problem> Sort(IEnumerable<Problem> problems, string file) =>
        [
            .. problems
                .Select(problem =>
                    problem.Where is null ? problem with { Where = new SourcePosition(file, 1, 1) } : problem
                )
                .Distinct()
                .OrderBy(problem => problem.Where!.File == file ? 0 : 1)
                .ThenBy(problem => problem.Where!.Line)
                .ThenBy(problem => problem.Where!.Column),
        ];

    private static bool IsWithin(string inner, string outer) =>
        outer.Length > 0
        && inner.StartsWith(outer, StringComparison.Ordinal)
        && (inner.Length == outer.Length || inner[outer.Length] is '.' or '[');
}
