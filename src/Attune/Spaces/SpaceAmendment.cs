namespace Attune.Spaces;

/// <summary>What may change about a search space once trials have been drawn from it: bounds and values, never the parameters themselves.</summary>
internal static class SpaceAmendment
{
    /// <summary>Every change that cannot be made.</summary>
    /// <param name="before">The space as it is.</param>
    /// <param name="after">The space as it is to be, valid in itself.</param>
    /// <param name="path">Where the space stands in its document.</param>
    public static IEnumerable<Problem> Problems(SearchSpace before, SearchSpace after, string path) =>
        Entries(before.Declared, after.Declared, path);

    private static IEnumerable<Problem> Entries(
        ValueList<NamedDistribution> before,
        ValueList<NamedDistribution> after,
        string path
    )
    {
        var were = before.Select(entry => entry.Name).ToList();
        var are = after.Select(entry => entry.Name).ToList();
        foreach (var name in were.Except(are, StringComparer.Ordinal))
        {
            yield return new Problem(
                $"{path}.{name}",
                $"'{name}' cannot be taken out: the trials so far have values of it.",
                "narrow it to the value that it is to keep"
            );
        }
        foreach (var name in are.Except(were, StringComparer.Ordinal))
        {
            yield return new Problem(
                $"{path}.{name}",
                $"'{name}' cannot be added: the trials so far have no value of it.",
                "start another sweep with it"
            );
        }
        if (were.Count == are.Count && were.Order().SequenceEqual(are.Order()) && !were.SequenceEqual(are))
        {
            yield return new Problem(path, "The parameters keep the order that they have.");
        }
        foreach (var (name, distribution) in after)
        {
            var own = before.FirstOrDefault(entry => entry.Name == name);
            foreach (var problem in own is null ? [] : One(own.Distribution, distribution, $"{path}.{name}"))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<Problem> One(Distribution before, Distribution after, string path) =>
        (before, after) switch
        {
            (Choice left, Choice right) when left.IsConditional || right.IsConditional => Options(
                left,
                right,
                path
            ),
            _ when before.GetType() == after.GetType() => [],
            _ =>
            [
                new Problem(
                    $"{path}.type",
                    "How a parameter varies can be narrowed and widened, but its type stays.",
                    "start another sweep with it"
                ),
            ],
        };

    // Assignments name a branch by its place.
    private static IEnumerable<Problem> Options(Choice before, Choice after, string path)
    {
        for (var i = 0; i < before.Options.Count; i++)
        {
            var at = FormattableString.Invariant($"{path}.values[{i}]");
            var was = before.Options[i];
            if (i >= after.Options.Count)
            {
                yield return new Problem(
                    at,
                    "An option cannot be taken out of a choice with branches: trials name branches by their place.",
                    "forbid it instead, with attune.forbidden; options may be added at the end"
                );
                yield break;
            }
            var now = after.Options[i];
            if (was.Branch is { } left && now.Branch is { } right)
            {
                foreach (var problem in Entries(left.Entries, right.Entries, at))
                {
                    yield return problem;
                }
            }
            else if (was != now)
            {
                yield return new Problem(
                    at,
                    "In a choice with branches each option keeps its place: trials name branches by it.",
                    "add options at the end"
                );
            }
        }
    }
}
