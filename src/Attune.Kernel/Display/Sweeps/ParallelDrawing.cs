using System.Globalization;
using Attune.Client;
using Attune.Studies;

namespace Attune.Kernel.Display.Sweeps;

/// <summary>Every trial as a line through an axis for each parameter to the objective, the last; the better, the stronger.</summary>
internal static class ParallelDrawing
{
    private const int Between = 105;
    private const int Height = 220;
    private const int Side = 56;
    private const int Top = 34;
    private const int Bottom = 14;
    private const int MostAxes = 10;
    private const int MostLines = 1000;

    /// <summary>The picture; null while it would show nothing.</summary>
    public static string? Of(Sweep sweep, SweepStanding standing)
    {
        var parameters = sweep.Job.SearchSpace.Take(MostAxes).ToList();
        var trials = standing
            .ByObjective.Where(trial => double.IsFinite(trial.Value))
            .Take(MostLines)
            .ToList();
        if (parameters.Count < 2 || trials.Count < 2)
        {
            return null;
        }
        var stretches = parameters.ConvertAll(parameter => Stretch.Of(parameter, trials));
        var values = Stretch.Of(trials.Select(trial => trial.Value));
        var drawing = new Drawing(
            2 * Side + Between * parameters.Count,
            Height,
            $"Parallel coordinates of {trials.Count} trials over {string.Join(", ", parameters.Select(each => each.Name))} and {standing.Objective.Metric}"
        );
        // The best is drawn last, above the others.
        foreach (var trial in Enumerable.Reverse(trials))
        {
            var good =
                standing.Objective.Goal == Goal.Maximize
                    ? values.At(trial.Value)
                    : 1 - values.At(trial.Value);
            var points = stretches
                .Select((stretch, i) => (Axis: i, At: stretch.At(trial.Values.Find(parameters[i].Name))))
                .Append((parameters.Count, values.At(trial.Value)))
                .Where(point => point.At is not null)
                .Select(point => (X(point.Axis), Y(point.At!.Value)));
            drawing.Path(
                points,
                trial == trials[0] ? Drawing.Accent
                    : good > 0.5 ? Drawing.Accent
                    : Drawing.Faint,
                trial == trials[0] ? 2.6 : 1.2,
                trial == trials[0] ? 1 : 0.2 + 0.5 * good,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"trial {trial.Number}: {standing.Objective.Metric} {trial.Value:G6}, {trial.Values}"
                )
            );
        }
        for (var i = 0; i <= parameters.Count; i++)
        {
            drawing.Text(
                X(i),
                14,
                i < parameters.Count ? parameters[i].Name : standing.Objective.Metric,
                "middle"
            );
            drawing.Line(X(i), Top, X(i), Height - Bottom);
            foreach (var (at, text) in (i < parameters.Count ? stretches[i] : values).Marks())
            {
                drawing.Text(X(i) + 5, Y(at) + 4, text);
            }
        }
        return drawing.ToString();
    }

    private static double X(int axis) => Side + Between * axis;

    private static double Y(double at) => Height - Bottom - (Height - Top - Bottom) * at;
}
