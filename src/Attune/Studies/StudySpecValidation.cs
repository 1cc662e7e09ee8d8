using Attune.Spaces;

namespace Attune.Studies;

/// <summary>Finds every problem of a study's specification.</summary>
internal static class StudySpecValidation
{
    public static IEnumerable<Problem> Problems(StudySpec spec, string path)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        return
        [
            .. spec.Space.Validate($"{prefix}search_space"),
            .. Objectives(spec, $"{prefix}objectives"),
            .. Limits(spec, prefix),
            .. spec.Sampler.Validate(spec.Space, $"{prefix}sampling_algorithm"),
            .. spec.EarlyTermination?.Validate($"{prefix}early_termination") ?? [],
            .. InitialPoints(spec, $"{prefix}initial_points"),
        ];
    }

    private static IEnumerable<Problem> Objectives(StudySpec spec, string path)
    {
        if (spec.Objectives.Count == 0 && (spec.Space.Parameters.Count > 0 || spec.MaxTrials != 1))
        {
            yield return new Problem(path, "A study needs at least one objective.");
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Objectives.Count; i++)
        {
            var metric = spec.Objectives[i].Metric;
            if (string.IsNullOrWhiteSpace(metric))
            {
                yield return new Problem($"{path}[{i}]", "An objective needs the name of its metric.");
            }
            else if (!seen.Add(metric))
            {
                yield return new Problem($"{path}[{i}]", $"The metric '{metric}' is named twice.");
            }
        }
    }

    private static IEnumerable<Problem> Limits(StudySpec spec, string prefix)
    {
        if (spec.MaxTrials < 1)
        {
            yield return new Problem(
                $"{prefix}max_trials",
                $"At least one trial is needed, not {spec.MaxTrials}."
            );
        }
        if (spec.Repeats < 1)
        {
            yield return new Problem(
                $"{prefix}repeats",
                $"Each assignment is evaluated at least once, not {spec.Repeats} times."
            );
        }
        if (spec.StopWhen is not { } rule)
        {
            yield break;
        }
        if (rule.Plateau < 1)
        {
            yield return new Problem(
                $"{prefix}stop_when.plateau",
                $"A plateau is at least one trial long, not {rule.Plateau}."
            );
        }
        if (!(rule.MinImprovement >= 0))
        {
            yield return new Problem(
                $"{prefix}stop_when.min_improvement",
                "The least improvement is not negative."
            );
        }
        if (rule.Value is { } value && double.IsNaN(value))
        {
            yield return new Problem($"{prefix}stop_when.value", "The value to stop at is a number.");
        }
        if (rule.TrialSeconds is { } seconds && !(seconds > 0))
        {
            yield return new Problem($"{prefix}stop_when.trial_seconds", "The budget is above 0 seconds.");
        }
    }

    private static IEnumerable<Problem> InitialPoints(StudySpec spec, string path) =>
        spec.InitialPoints.SelectMany(
            (point, i) =>
                AssignmentValidation
                    .Problems(spec.Space, point, partial: true)
                    .Select(problem => problem with { Path = $"{path}[{i}].{problem.Path}" })
        );
}
