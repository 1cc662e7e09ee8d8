using System.Globalization;
using Attune.Spaces;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Workspace.Sweeps.Steering;

/// <summary>Adds a trial with values that a person chose: those of another trial with some changed, or all of them.</summary>
public sealed record EnqueueAct : StudyAct
{
    /// <summary>The trial whose values it starts from; null: all values are given.</summary>
    public int? Like { get; init; }

    /// <summary><c>parameter=value</c> pairs.</summary>
    public required IReadOnlyList<string> Set { get; init; }

    /// <inheritdoc/>
    internal override bool StartsTrials => true;

    /// <inheritdoc/>
    internal override IReadOnlyList<StudyChange> Decide(StudyView study, JobRecord job, DateTimeOffset at)
    {
        var space = study.Space;
        if (space.Parameters.Count == 0)
        {
            throw new JobStateException(
                $"'{job.Name}' has no parameters; run it again: attune job rerun {job.Name}"
            );
        }
        var like = Like is { } number ? Find(study, job, number).Assignment : Assignment.Empty;
        var problems = new List<Problem>();
        var assignment = new ChosenValues(space, problems).Of(like, Set);
        if (problems.Count == 0 && space.IsForbidden(assignment))
        {
            problems.Add(new Problem("", "The sweep forbids this combination.", "see attune.forbidden"));
        }
        if (problems.Count == 0 && study.FirstTrialOf(assignment) is >= 0 and var twin)
        {
            problems.Add(
                new Problem(
                    "",
                    FormattableString.Invariant($"Trial {twin} has these values already."),
                    study.Trials[twin].State
                        is TrialState.Completed
                            or TrialState.Running
                            or TrialState.Waiting
                        ? "change at least one of them, or run it again as a job: attune job rerun"
                        : FormattableString.Invariant(
                            $"have it run again: attune trial requeue {job.Name}_{twin}"
                        )
                )
            );
        }
        if (problems.Count > 0)
        {
            throw new InvalidSpecException(problems);
        }
        var what = Like is { } origin
            ? FormattableString.Invariant($"a changed copy of trial {origin}, asked for")
            : "asked for";
        return
        [
            new TrialProposed(study.Trials.Count, assignment, study.Revision, Because(what))
            {
                At = at,
                By = By,
            },
        ];
    }

    /// <summary>Reads values that a person wrote, each in the kind that its parameter takes.</summary>
    private sealed class ChosenValues(SearchSpace space, List<Problem> problems)
    {
        public Assignment Of(Assignment like, IReadOnlyList<string> written)
        {
            var chosen = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
            foreach (var pair in written)
            {
                Read(pair, chosen);
            }
            var values = like
                .Names.Zip(like.Values)
                .Where(pair => space.IndexOf(pair.First) >= 0)
                .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
            foreach (var (name, value) in chosen)
            {
                values[name] = value;
            }
            if (problems.Count > 0)
            {
                return like;
            }
            // The middle of the cube fills in what is missing, and so tells what is active.
            var given = new Assignment([.. values.Keys], [.. values.Values]);
            var middle = new double[space.Parameters.Count];
            Array.Fill(middle, 0.5);
            var whole = space.Complete(given, middle);
            foreach (var name in whole.Names.Where(name => !values.ContainsKey(name)))
            {
                problems.Add(new Problem(name, $"'{name}' has no value.", $"add --set '{name}=…'"));
            }
            foreach (var name in chosen.Keys.Except(whole.Names, StringComparer.Ordinal))
            {
                problems.Add(new Problem(name, $"'{name}' is not active in this combination."));
            }
            if (problems.Count == 0 && !space.Contains(whole, out var wrong))
            {
                problems.AddRange(wrong);
            }
            return whole;
        }

        private void Read(string pair, Dictionary<string, ParameterValue> chosen)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 1 ? pair : pair[..equals].Trim();
            var index = space.IndexOf(name);
            if (equals < 1)
            {
                problems.Add(
                    new Problem(
                        "",
                        $"'{pair}' is not of the form parameter=value.",
                        "write for example lr=0.01"
                    )
                );
            }
            else if (index < 0)
            {
                problems.Add(
                    new Problem(
                        name,
                        $"There is no parameter '{name}' in the search space.",
                        Suggestion.For(name, space.Parameters.Select(parameter => parameter.Path))
                            ?? $"there are {string.Join(", ", space.Parameters.Take(20).Select(each => each.Path))}"
                    )
                );
            }
            else if (!Forms(pair[(equals + 1)..].Trim()).Any(Take))
            {
                problems.Add(
                    new Problem(name, $"'{pair[(equals + 1)..].Trim()}' is not a value of '{name}'.")
                );
            }

            bool Take(ParameterValue value)
            {
                if (!space.Parameters[index].Distribution.Contains(value))
                {
                    return false;
                }
                chosen[name] = value;
                return true;
            }
        }

        private static IEnumerable<ParameterValue> Forms(string text)
        {
            if (
                long.TryParse(
                    text,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var whole
                )
            )
            {
                yield return whole;
            }
            if (
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number)
            )
            {
                yield return number;
            }
            if (bool.TryParse(text, out var flag))
            {
                yield return flag;
            }
            yield return text;
        }
    }
}
