using System.Globalization;
using Attune.Client;

namespace Attune.Kernel.Display.Sweeps;

/// <summary>The objective by trial, with the best so far as a line; trials that ended without a value stand as crosses at the foot.</summary>
internal static class HistoryDrawing
{
    private const int Width = 430;
    private const int Height = 220;
    private const int Left = 58;
    private const int Right = 12;
    private const int Top = 24;
    private const int Bottom = 34;

    // More points cannot be told apart.
    private const int Most = 2000;

    public static string Of(SweepStanding standing)
    {
        var objective = standing.Objective;
        var values = Stretch.Of(standing.Trials.Select(trial => trial.Value));
        var last = Math.Max(1, standing.Trials.Count == 0 ? 1 : standing.Trials[^1].Number);
        var drawing = new Drawing(Width, Height, $"{objective.Metric} by trial, with the best so far");
        double X(int number) => Left + (Width - Left - Right) * (double)number / last;
        double Y(double value) =>
            Height - Bottom - (Height - Top - Bottom) * (0.06 + 0.88 * values.At(value));

        drawing.Text(Left, 14, objective.Metric);
        drawing.Line(Left, Top, Left, Height - Bottom);
        drawing.Line(Left, Height - Bottom, Width - Right, Height - Bottom);
        foreach (var (at, text) in values.Marks())
        {
            drawing.Text(
                Left - 6,
                Height - Bottom - (Height - Top - Bottom) * (0.06 + 0.88 * at) + 4,
                text,
                "end"
            );
        }
        drawing.Text(Left, Height - 18, "0", "middle");
        drawing.Text(X(last), Height - 18, last.ToString(CultureInfo.InvariantCulture), "end");
        drawing.Text(Left + (Width - Left - Right) / 2.0, Height - 4, "trial", "middle");

        var step = Math.Max(1, standing.Trials.Count / Most);
        foreach (var trial in standing.Trials.Where((_, i) => i % step == 0))
        {
            if (double.IsFinite(trial.Value))
            {
                drawing.Dot(
                    X(trial.Number),
                    Y(trial.Value),
                    trial.HasEnded ? Drawing.Accent : Drawing.Faint,
                    Title(trial)
                );
            }
            else if (trial.HasEnded)
            {
                drawing.Cross(X(trial.Number), Height - Bottom, Title(trial));
            }
        }
        drawing.Path(
            Bests(standing, last).Select(each => (X(each.Number), Y(each.Value))),
            Drawing.Accent,
            1.8,
            0.9,
            "best so far"
        );
        return drawing.ToString();

        string Title(SweepTrial trial) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"trial {trial.Number}: {objective.Metric} {trial.Value:G6}, {trial.State}, {trial.Values}"
            );
    }

    // A line in steps: each best holds until the next.
    private static IEnumerable<(int Number, double Value)> Bests(SweepStanding standing, int last)
    {
        var best = double.NaN;
        foreach (var trial in standing.Trials.Where(trial => double.IsFinite(trial.Value)))
        {
            if (!standing.Objective.IsBetter(trial.Value, best))
            {
                continue;
            }
            if (!double.IsNaN(best))
            {
                yield return (trial.Number, best);
            }
            best = trial.Value;
            yield return (trial.Number, best);
        }
        if (!double.IsNaN(best))
        {
            yield return (last, best);
        }
    }
}
