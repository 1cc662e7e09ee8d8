namespace Attune.Spaces;

/// <summary>Finds every problem of an assignment against a space.</summary>
internal static class AssignmentValidation
{
    /// <param name="space">The space.</param>
    /// <param name="assignment">The assignment.</param>
    /// <param name="partial">Whether parameters may be missing, and inactive ones present.</param>
    public static IReadOnlyList<Problem> Problems(SearchSpace space, Assignment assignment, bool partial)
    {
        var problems = new List<Problem>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < assignment.Names.Count; i++)
        {
            var (name, value) = (assignment.Names[i], assignment.Values[i]);
            var index = space.IndexOf(name);
            if (index < 0)
            {
                var paths = space.Parameters.Select(parameter => parameter.Path);
                problems.Add(
                    new Problem(
                        name,
                        $"There is no parameter '{name}' in the search space.",
                        Suggestion.For(name, paths)
                    )
                );
            }
            else if (!seen.Add(name))
            {
                problems.Add(new Problem(name, $"'{name}' is given twice."));
            }
            else if (!space.Parameters[index].Distribution.Contains(value))
            {
                problems.Add(new Problem(name, $"'{value}' is not a value of '{name}'."));
            }
        }
        if (!partial && problems.Count == 0)
        {
            Activity(space.Roots, assignment, seen, problems);
            problems.AddRange(
                seen.Select(name => new Problem(name, $"'{name}' is not active in this combination."))
            );
        }
        return problems;
    }

    // Takes what is active out of "given": what remains is not.
    private static void Activity(
        SpaceNode[] nodes,
        Assignment assignment,
        HashSet<string> given,
        List<Problem> problems
    )
    {
        foreach (var node in nodes)
        {
            var path = node.Parameter.Path;
            given.Remove(path);
            if (assignment.Find(path) is not { } value)
            {
                problems.Add(new Problem(path, $"'{path}' has no value."));
            }
            else if (node.Branches is { } branches)
            {
                Activity(branches[((Choice)node.Distribution).IndexOf(value)], assignment, given, problems);
            }
        }
    }
}
