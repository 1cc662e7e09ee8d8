using Attune.Cli.Screens;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Attune.Cli.Jobs;

/// <summary>A job under way, as it is drawn over and over: trials that run, the best few, the newest failures, and how far it is.</summary>
internal static class LiveView
{
    // Heading, column names, two blank lines, best so far, bar, and a last line for the cursor.
    private const int Frame = 7;

    public static IRenderable Draw(JobWatch watch, string? note, DateTimeOffset now, int width, int height)
    {
        var parts = new List<IRenderable> { Heading(watch, width) };
        var room = Math.Max(3, height - Frame - (note is null ? 0 : 1));
        var trials = Choose(watch, room);
        if (trials.Count > 0)
        {
            parts.Add(TrialListing.Draw(watch, trials, now, width));
        }
        if (watch.Trials.Count > trials.Count)
        {
            parts.Add(
                new Text(
                    $"… {Words.Count(watch.Trials.Count - trials.Count, "more trial")}",
                    new Style(Color.Grey)
                )
            );
        }
        parts.Add(Text.Empty);
        if (watch.Objective is not null && watch.BestSoFar is { } best)
        {
            parts.Add(
                OneLine(
                    $"best so far: {Words.Value(best.Value)} by trial {best.Number}  {Words.Parameters(best.Parameters)}",
                    width
                )
            );
        }
        parts.Add(ProgressLine.Draw(watch, now, width));
        if (note is not null)
        {
            parts.Add(new Text(note, new Style(Color.Olive)));
        }
        return new Rows(parts);
    }

    /// <summary>What to show when not all fits: all that run, then the best, then what went wrong last; by number.</summary>
    public static IReadOnlyList<TrialRow> Choose(JobWatch watch, int room)
    {
        if (watch.Trials.Count <= room)
        {
            return watch.Trials;
        }
        var running = watch.Trials.Where(trial => trial.State == TrialState.Running).Take(room).ToList();
        var bad = watch
            .Trials.Where(trial => trial.State is TrialState.Failed or TrialState.TimedOut or TrialState.Lost)
            .Reverse()
            .Take(Math.Max(1, room / 5));
        var best = watch.Ranked.Where(trial => trial.IsUsable);
        return
        [
            .. running
                .Concat(best.Take(Math.Max(1, room - running.Count - room / 5)))
                .Concat(bad)
                .Concat(watch.Trials.Reverse())
                .Distinct()
                .Take(room - 1)
                .OrderBy(trial => trial.State == TrialState.Running ? 1 : 0)
                .ThenBy(trial => trial.Number),
        ];
    }

    private static Text Heading(JobWatch watch, int width)
    {
        var objective = watch.Objective is { } wanted
            ? $"  {(wanted.Goal == Goal.Maximize ? "maximize" : "minimize")} {Terminal.Visible(wanted.Metric)}"
            : "";
        return OneLine(
            $"{watch.Job.Name}  {watch.Job.State.ToString().ToLowerInvariant()}{objective}",
            width,
            Decoration.Bold
        );
    }

    private static Text OneLine(string text, int width, Decoration decoration = Decoration.None) =>
        new(
            text.Length <= width ? text : text[..Math.Max(0, width - 1)] + "…",
            new Style(decoration: decoration)
        )
        {
            Overflow = Overflow.Ellipsis,
        };
}
