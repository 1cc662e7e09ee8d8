using System.Globalization;
using Attune.Cli.Screens;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Attune.Cli.Jobs;

/// <summary>How far a job is: a bar, counts, time gone and time left.</summary>
internal static class ProgressLine
{
    private const int MostBar = 40;

    public static IRenderable Draw(JobWatch watch, DateTimeOffset now, int width)
    {
        var text = new Paragraph();
        var facts = string.Join("  ", Facts(watch, now));
        if (watch.Total is { } total and > 0)
        {
            var size = Math.Min(MostBar, width - facts.Length - 2);
            if (size >= 8)
            {
                var done = (int)Math.Min(size, size * (long)watch.Ended / total);
                text.Append(new string('━', done), new Style(Color.Green));
                text.Append(new string('─', size - done), new Style(Color.Grey));
                text.Append("  ");
            }
        }
        text.Append(facts.Length <= width ? facts : facts[..width]);
        return text;
    }

    /// <summary><c>3/6 trials</c>, <c>1 failed</c>, <c>12 s</c>, <c>about 15 s left</c>.</summary>
    public static IEnumerable<string> Facts(JobWatch watch, DateTimeOffset now)
    {
        yield return watch.Total is { } total
            ? string.Create(CultureInfo.InvariantCulture, $"{watch.Ended}/{Words.Count(total, "trial")}")
            : Words.Count(watch.Ended, "trial") + " done";
        foreach (
            var state in (TrialState[])
                [
                    TrialState.StoppedEarly,
                    TrialState.Failed,
                    TrialState.TimedOut,
                    TrialState.Lost,
                    TrialState.Canceled,
                ]
        )
        {
            if (watch.Count(state) is > 0 and var count)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{count} {Words.State(state)}");
            }
        }
        if (watch.Job.StartedAt is { } started)
        {
            yield return Words.Time((watch.Job.EndedAt ?? now) - started);
            if (watch.Job.EndedAt is null && TimeLeft.Of(watch, now) is { } left)
            {
                yield return $"about {Words.Time(left)} left";
            }
        }
    }
}
