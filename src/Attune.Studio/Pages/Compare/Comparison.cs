using Attune.Jobs;
using Attune.Studio.Live;

namespace Attune.Studio.Pages.Compare;

/// <summary>What jobs have in common and in what they differ, line by line. Immutable.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Values">One text for each job; empty where it has none.</param>
public sealed record Comparison(string Name, IReadOnlyList<string> Values)
{
    /// <summary>Whether all jobs say the same.</summary>
    public bool IsSame => Values.Distinct(StringComparer.Ordinal).Count() <= 1;

    /// <summary>How the jobs were set.</summary>
    public static List<Comparison> Settings(IReadOnlyList<JobSnapshot> jobs) =>
        [
            Of("Objective", jobs, sweep => $"{Lower(sweep.Objective.Goal)} {sweep.Objective.PrimaryMetric}"),
            Of(
                "Also",
                jobs,
                sweep =>
                    string.Join(
                        ", ",
                        sweep.Attune.Objectives.Select(each => $"{Lower(each.Goal)} {each.Metric}")
                    )
            ),
            Of("Sampler", jobs, sweep => SpecWords.Of(sweep.SamplingAlgorithm)),
            Of(
                "Early termination",
                jobs,
                sweep => sweep.EarlyTermination is { } policy ? SpecWords.Of(policy) : "none"
            ),
            Of(
                "Most trials",
                jobs,
                sweep => sweep.MaxTrials is { } most ? FormattableString.Invariant($"{most:#,0}") : "no bound"
            ),
            Of(
                "At once",
                jobs,
                sweep =>
                    sweep.Limits.MaxConcurrentTrials is { } most
                        ? FormattableString.Invariant($"{most}")
                        : "by slots"
            ),
            Of("Command", jobs, sweep => sweep.Trial.Command),
            .. jobs.SelectMany(job => Sweep(job)?.Space.Parameters.Select(each => each.Path) ?? [])
                .Distinct(StringComparer.Ordinal)
                .Select(path =>
                    Of(
                        path,
                        jobs,
                        sweep =>
                            sweep.Space.Parameters.FirstOrDefault(each => each.Path == path) is { } parameter
                                ? SpecWords.Of(parameter.Distribution)
                                : "-"
                    )
                ),
        ];

    /// <summary>The values of the best trials.</summary>
    public static List<Comparison> Bests(IReadOnlyList<JobSnapshot> jobs) =>
        [
            .. jobs.SelectMany(job => job.Best?.Parameters.Names ?? [])
                .Distinct(StringComparer.Ordinal)
                .Select(path => new Comparison(
                    path,
                    [.. jobs.Select(job => job.Best?.Parameters.Find(path)?.ToString() ?? "-")]
                )),
        ];

    private static Comparison Of(string name, IReadOnlyList<JobSnapshot> jobs, Func<SweepJob, string> text) =>
        new(name, [.. jobs.Select(job => Sweep(job) is { } sweep ? text(sweep) : "-")]);

    private static SweepJob? Sweep(JobSnapshot job) => job.Job.Job as SweepJob;

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
