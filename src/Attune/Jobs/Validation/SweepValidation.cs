using System.Globalization;
using System.Text.RegularExpressions;
using Attune.Samplers;
using Attune.Spaces;

namespace Attune.Jobs;

/// <summary>What holds for sweeps.</summary>
internal static partial class SweepValidation
{
    public static IEnumerable<Problem> Problems(SweepJob job) =>
        [
            .. JobValidation.Problems(job),
            .. CommandValidation.Problems(job.Trial, "trial"),
            .. Space(job),
            .. job.ToStudySpec()
                .Validate()
                .Select(problem => problem with { Path = InJobFile(problem.Path) }),
            .. Limits(job),
            .. Extensions(job.Attune),
        ];

    // A study names its parts by other words than a job file.
    private static string InJobFile(string path)
    {
        if (path.StartsWith("objectives[", StringComparison.Ordinal))
        {
            var index = int.Parse(ListIndex().Match(path).ValueSpan, CultureInfo.InvariantCulture);
            return index == 0
                ? "objective.primary_metric"
                : FormattableString.Invariant($"attune.objectives[{index - 1}]");
        }
        if (path.StartsWith("max_trials", StringComparison.Ordinal))
        {
            return "limits.max_total_trials";
        }
        return path.Length == 0 || InBothWords().IsMatch(path) ? path : $"attune.{path}";
    }

    private static IEnumerable<Problem> Space(SweepJob job)
    {
        if (job.SearchSpace.Count == 0)
        {
            yield return new Problem(
                "search_space",
                "The search space is empty: there is nothing to vary.",
                "declare a hyperparameter, or write a job of type command"
            );
        }
        foreach (
            var (path, text) in Texts(job.SearchSpace, "search_space")
                .Where(each => each.Text.Contains('\0', StringComparison.Ordinal))
        )
        {
            yield return new Problem(path, "A value cannot hold the character NUL.");
        }
    }

    private static IEnumerable<(string Path, string Text)> Texts(
        ValueList<NamedDistribution> entries,
        string path
    ) =>
        entries.SelectMany(entry =>
            entry.Distribution switch
            {
                Choice choice => choice.Options.SelectMany(
                    (option, i) =>
                        option.Branch is { } branch
                            ? Texts(
                                branch.Entries,
                                FormattableString.Invariant($"{path}.{entry.Name}.values[{i}]")
                            )
                            :
                            [
                                (
                                    FormattableString.Invariant($"{path}.{entry.Name}.values[{i}]"),
                                    option.ToString()
                                ),
                            ]
                ),
                OrderedChoice ordered => ordered.Options.Select(
                    (value, i) =>
                        (FormattableString.Invariant($"{path}.{entry.Name}.values[{i}]"), value.ToString())
                ),
                Constant constant => [($"{path}.{entry.Name}", constant.Value.ToString())],
                _ => [],
            }
        );

    private static IEnumerable<Problem> Limits(SweepJob job)
    {
        var limits = job.Limits;
        if (limits.MaxConcurrentTrials < 1)
        {
            yield return new Problem(
                "limits.max_concurrent_trials",
                $"At least one trial runs at a time, not {limits.MaxConcurrentTrials}."
            );
        }
        if (job.MaxTrials == SweepJob.DefaultMaxTotalTrials && limits.MaxTotalTrials is null)
        {
            yield return new Problem(
                "limits",
                $"max_total_trials is not set: the sweep runs {SweepJob.DefaultMaxTotalTrials} trials.",
                "set limits.max_total_trials",
                Severity.Notice
            );
        }
        if (job.SamplingAlgorithm is BayesianSampling && job.EarlyTermination is not null)
        {
            yield return new Problem(
                "early_termination",
                "A Bayesian sampler learns from whole trials; those that are stopped early tell it less.",
                Severity: Severity.Warning
            );
        }
        foreach (
            var problem in CommandValidation
                .Seconds(limits.Timeout, "limits.timeout")
                .Concat(CommandValidation.Seconds(limits.TrialTimeout, "limits.trial_timeout"))
        )
        {
            yield return problem;
        }
    }

    private static IEnumerable<Problem> Extensions(SweepExtensions own)
    {
        foreach (
            var (key, value) in new[]
            {
                ("constraints", own.Constraints),
                ("fidelity", own.Fidelity),
                ("warm_start", own.WarmStart),
            }
        )
        {
            if (value is not null)
            {
                yield return new Problem(
                    $"attune.{key}",
                    $"'{key}' is not in this version of Attune.",
                    "remove it; the sweep would not do what it says"
                );
            }
        }
        if (own.TrialsPerGpu < 1)
        {
            yield return new Problem(
                "attune.trials_per_gpu",
                $"At least one trial uses a GPU, not {own.TrialsPerGpu}."
            );
        }
        if (own.TrialsPerGpu > 1 && own.GpusPerTrial > 1)
        {
            yield return new Problem(
                "attune.trials_per_gpu",
                "Trials share a GPU only when each uses one.",
                "set gpus_per_trial to 1, or trials_per_gpu to 1"
            );
        }
        if (own.Breaker.FirstFailures < 0)
        {
            yield return new Problem(
                "attune.breaker.first_failures",
                "Failures are counted from 0.",
                "0 switches it off"
            );
        }
        foreach (
            var problem in CommandValidation
                .Slots(own.Retries, own.GpusPerTrial, own.CpusPerTrial, own.MemoryPerTrial)
                .Concat(MetricSourceValidation.Problems(own.Metrics, "attune.metrics"))
        )
        {
            yield return problem;
        }
    }

    [GeneratedRegex("(?<=^objectives\\[)[0-9]+")]
    private static partial Regex ListIndex();

    [GeneratedRegex("^(search_space|sampling_algorithm|early_termination)\\b")]
    private static partial Regex InBothWords();
}
