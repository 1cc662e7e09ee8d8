using System.Text.RegularExpressions;

namespace Attune.Spaces;

/// <summary>Finds every problem of a search space.</summary>
internal static partial class SpaceValidation
{
    public static IEnumerable<Problem> Problems(SearchSpace space, string path)
    {
        foreach (var problem in Entries(space.Declared, path))
        {
            yield return problem;
        }
        foreach (var problem in Collisions(space, path))
        {
            yield return problem;
        }
        for (var i = 0; i < space.Forbidden.Count; i++)
        {
            foreach (var problem in Forbidden(space, space.Forbidden[i], i))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<Problem> Entries(ValueList<NamedDistribution> entries, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, distribution) in entries)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (!ValidName().IsMatch(name))
            {
                yield return new Problem(
                    at,
                    $"'{name}' is not a valid parameter name.",
                    "Use letters, digits and underscores, no digit first."
                );
            }
            if (!seen.Add(name))
            {
                yield return new Problem(at, $"The parameter '{name}' is declared twice.");
            }
            foreach (var problem in distribution.Validate(at).Concat(Branches(distribution, at)))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<Problem> Branches(Distribution distribution, string path) =>
        distribution is Choice choice
            ? choice
                .Options.SelectMany(
                    (option, i) =>
                        option.Branch is { } branch ? Entries(branch.Entries, $"{path}.values[{i}]") : []
                )
                .Concat(choice.Shared.SelectMany(shared => Entries(shared.Entries, path)))
            : [];

    // A leaf is also seen as parent_leaf: that name may be taken.
    private static IEnumerable<Problem> Collisions(SearchSpace space, string path)
    {
        var own = space.Declared.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        return space
            .Parameters.Where(parameter => parameter.ActiveWhen.Count > 0)
            .Select(parameter => (parameter, Variable: BranchIndex().Replace(parameter.Path, "_")))
            .Where(leaf => own.Contains(leaf.Variable))
            .Select(leaf => new Problem(
                path,
                $"The variable '{leaf.Variable}' of {leaf.parameter.Path} hides behind the parameter of the same name.",
                "Rename one of them.",
                Severity.Warning
            ));
    }

    private static IEnumerable<Problem> Forbidden(
        SearchSpace space,
        ForbiddenCombination combination,
        int position
    )
    {
        var path = $"forbidden[{position}]";
        if (combination.Where.Count == 0)
        {
            yield return new Problem(path, "A forbidden combination names at least one parameter.");
        }
        foreach (var (name, values) in combination.Where)
        {
            var index = space.IndexOf(name);
            if (index < 0)
            {
                yield return new Problem(
                    $"{path}.{name}",
                    $"There is no parameter '{name}' in the search space.",
                    Suggestion.For(name, space.Parameters.Select(parameter => parameter.Path))
                );
                continue;
            }
            if (values.Count == 0)
            {
                yield return new Problem($"{path}.{name}", "List at least one value.");
            }
            var distribution = space.Parameters[index].Distribution;
            foreach (var value in values.Where(value => !distribution.Contains(value)))
            {
                var listed = distribution is Choice or OrderedChoice or Constant;
                yield return new Problem(
                    $"{path}.{name}",
                    $"'{name}' is never {value}.",
                    listed
                        ? Suggestion.For(
                            value.ToString(),
                            distribution.Values().Select(each => each.ToString())
                        )
                        : null
                );
            }
        }
    }

    [GeneratedRegex("^[a-zA-Z_]+[a-zA-Z0-9_]*\\z")]
    private static partial Regex ValidName();

    [GeneratedRegex("\\[[0-9]+\\]\\.")]
    private static partial Regex BranchIndex();
}
