using System.Globalization;
using Attune.Cli.Homes;
using Attune.Cli.Screens;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Jobs;

/// <summary>What a job came to: its best trial and how to have it again, how many trials ended how, and why some failed.</summary>
internal static class Summary
{
    private const int MostCauses = 5;

    /// <summary>Writes the summary.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="store">The home that has it.</param>
    /// <param name="watch">The job.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels the reading of metrics.</param>
    public static async Task WriteAsync(
        Page page,
        JobStore store,
        JobWatch watch,
        JobState state,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        var word = state.ToString().ToLowerInvariant();
        var painted = state switch
        {
            JobState.Completed => page.Fine(word),
            JobState.Failed => page.Alarm(word),
            _ => page.Caution(word),
        };
        page.Line();
        page.Line(
            $"{page.Strong(watch.Job.Name)} {painted}"
                + (reason is null ? "" : ": " + Terminal.Visible(reason))
        );
        page.Line(Ends(watch));
        if (watch.Best is { } best)
        {
            page.Line();
            await BestAsync(page, watch, best, cancellationToken);
        }
        Causes(page, watch, await FailureCauses.ReadAsync(store, watch, cancellationToken));
    }

    /// <summary>A trial with all that one wants to know of it.</summary>
    public static async Task BestAsync(
        Page page,
        JobWatch watch,
        TrialRow best,
        CancellationToken cancellationToken
    )
    {
        var metrics = await watch.MetricsAsync(best, cancellationToken);
        page.Line(
            $"{page.Strong("Best trial:")} {best.Name}  {Terminal.Visible(watch.Objective!.Metric)} = {Words.Exact(best.Value)}"
                + (best.State == TrialState.StoppedEarly ? " (stopped early)" : "")
        );
        Facts(page, watch, best, metrics);
        Fact(page, "run again", $"attune job rerun {Words.ShellWord(best.Name)}", 9);
    }

    /// <summary>Parameters, metrics and folder.</summary>
    public static void Facts(Page page, JobWatch watch, TrialRow trial, IReadOnlyList<Measurement> metrics)
    {
        var parameters = trial
            .Parameters.Names.Zip(trial.Parameters.Values, (name, value) => (name, value.ToString()))
            .ToList();
        // A metric's latest value may be another than its best, which is what counts for an objective.
        var values = metrics.Select(point => (point.Metric, Words.Exact(point.Value))).ToList();
        var names = parameters.Concat(values).Select(pair => Terminal.Visible(pair.Item1).Length + 2);
        var width = Math.Max(9, names.DefaultIfEmpty(0).Max());
        Section("parameters", parameters);
        Section(watch.Job.Job is Attune.Jobs.SweepJob ? "metrics (latest)" : "metrics", values);
        Fact(page, "folder", trial.Folder, 9);
        Fact(page, "log", trial.Log, 9);

        void Section(string title, List<(string Name, string Value)> pairs)
        {
            if (pairs.Count == 0)
            {
                return;
            }
            page.Line("  " + title);
            foreach (var (name, value) in pairs)
            {
                Fact(page, "  " + name, value, width);
            }
        }
    }

    /// <summary><c>6 trials in 12 s: 5 completed, 1 failed</c>.</summary>
    public static string Ends(JobWatch watch)
    {
        var counts = Enum.GetValues<TrialState>()
            .Select(state => (state, Count: watch.Count(state)))
            .Where(each => each.Count > 0)
            .Select(each =>
                string.Create(CultureInfo.InvariantCulture, $"{each.Count} {Words.State(each.state)}")
            );
        var time = watch.Job is { StartedAt: { } start, EndedAt: { } end }
            ? $" in {Words.Time(end - start)}"
            : "";
        return $"{Words.Count(watch.Trials.Count, "trial")}{time}"
            + (watch.Trials.Count > 0 ? ": " + string.Join(", ", counts) : "");
    }

    private static void Causes(Page page, JobWatch watch, IReadOnlyList<FailureCauses> causes)
    {
        if (causes.Count == 0)
        {
            return;
        }
        page.Line();
        page.Line(page.Strong("What went wrong"));
        foreach (var cause in causes.Take(MostCauses))
        {
            var numbers = string.Join(
                ", ",
                cause.Trials.Take(8).Select(trial => trial.Number.ToString(CultureInfo.InvariantCulture))
            );
            var more = cause.Trials.Count > 8 ? ", …" : "";
            page.Line(
                $"  {Words.Count(cause.Trials.Count, "trial")} ({numbers}{more}): {Terminal.Visible(cause.Cause)}"
            );
            if (cause.LastLine is { } line)
            {
                page.Line($"    last line: {Terminal.Visible(line)}");
            }
            page.Line($"    log: {cause.Trials[0].Log}");
        }
        if (causes.Count > MostCauses)
        {
            page.Line(
                $"  … {Words.Count(causes.Count - MostCauses, "more cause")}: attune job trials {watch.Job.Name} --state failed"
            );
        }
    }

    private static void Fact(Page page, string name, string value, int width) =>
        page.Line($"  {Terminal.Visible(name).PadRight(width)}  {Terminal.Visible(value)}");
}
