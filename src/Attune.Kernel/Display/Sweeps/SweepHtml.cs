using System.Globalization;
using System.Text;
using Attune.Client;
using Attune.Studies;
using static Attune.Kernel.Display.Sweeps.Drawing;

namespace Attune.Kernel.Display.Sweeps;

/// <summary>A sweep as notebooks show it: how far it is, its charts, its trials. Everything is in the text itself: no script, nothing from elsewhere.</summary>
internal static class SweepHtml
{
    private const int MostRows = 25;
    private const string Cell = "style=\"text-align:left;padding:2px 12px 2px 0\"";

    public static string Of(Sweep sweep)
    {
        var now = sweep.Latest;
        var html = new StringBuilder("<div style=\"font-size:13px;line-height:1.5\">");
        Head(html, sweep, now);
        Progress(html, sweep, now);
        if (now.Trials.Count > 0)
        {
            html.Append("<div style=\"display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start\">")
                .Append(HistoryDrawing.Of(now))
                .Append(ParallelDrawing.Of(sweep, now))
                .Append("</div>");
            Rows(html, sweep, now);
        }
        return html.Append("</div>").ToString();
    }

    private static void Head(StringBuilder html, Sweep sweep, SweepStanding now)
    {
        html.Append(
            $"<div><strong>{Escape(sweep.Job.DisplayName ?? sweep.Name)}</strong> · {Escape(now.Status)}"
        );
        if (now.Best is { } best)
        {
            html.Append(
                $" · best {Escape(now.Objective.Metric)} <strong>{Number(best.Value)}</strong> (trial {best.Number})"
            );
        }
        html.Append(
            $" · <a href=\"{Escape(sweep.StudioAddress.AbsoluteUri)}\" target=\"_blank\" rel=\"noopener noreferrer\">in the studio</a></div>"
        );
        if (now.Reason is { } reason)
        {
            html.Append($"<div>{Escape(reason)}</div>");
        }
    }

    private static void Progress(StringBuilder html, Sweep sweep, SweepStanding now)
    {
        var ended = now.Trials.Count(trial => trial.HasEnded);
        var all = Math.Max(sweep.Job.MaxTrials ?? GridOf(sweep) ?? now.Trials.Count, now.Trials.Count);
        var share = now.IsOver || all == 0 ? 100 : 100.0 * ended / all;
        var running = now.Trials.Count(trial => trial.State == TrialState.Running);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div role=\"progressbar\" aria-label=\"trials that ended\" aria-valuenow=\"{share:0}\" aria-valuemin=\"0\" aria-valuemax=\"100\" style=\"height:6px;border-radius:3px;background:rgba(138,143,152,.3);margin:4px 0\"><div style=\"height:6px;border-radius:3px;width:{share:0.#}%;background:{Accent}\"></div></div>"
        );
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div>{ended} of {all} trials ended{(running > 0 ? $", {running} running" : "")}{Others(now)}</div>"
        );
    }

    private static string Others(SweepStanding now) =>
        string.Concat(
            now.Trials.Where(trial =>
                    trial.State
                        is TrialState.StoppedEarly
                            or TrialState.Failed
                            or TrialState.TimedOut
                            or TrialState.Canceled
                            or TrialState.Lost
                )
                .GroupBy(trial => trial.State)
                .Select(state => $", {state.Count()} {Words(state.Key)}")
        );

    private static int? GridOf(Sweep sweep) =>
        sweep.Job.SamplingAlgorithm is Samplers.GridSampling
        && sweep.Job.Space.Count is { } count and < int.MaxValue
            ? (int)count
            : null;

    private static void Rows(StringBuilder html, Sweep sweep, SweepStanding now)
    {
        string[] names = [.. sweep.Job.SearchSpace.Select(parameter => parameter.Name)];
        html.Append("<table style=\"border-collapse:collapse;margin-top:6px\"><thead><tr>");
        foreach (var head in (string[])["trial", "state", now.Objective.Metric, .. names])
        {
            html.Append($"<th scope=\"col\" {Cell}>{Escape(head)}</th>");
        }
        html.Append("</tr></thead><tbody>");
        foreach (var trial in now.ByObjective.Take(MostRows))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td {Cell}>{trial.Number}</td>");
            html.Append(
                $"<td {Cell}{(trial.Reason is { } reason ? $" title=\"{Escape(reason)}\"" : "")}>{Words(trial.State)}</td>"
            );
            html.Append($"<td {Cell}>{(double.IsNaN(trial.Value) ? "" : Number(trial.Value))}</td>");
            foreach (var name in names)
            {
                html.Append($"<td {Cell}>{Escape(Value(trial, name))}</td>");
            }
            html.Append("</tr>");
        }
        html.Append("</tbody></table>");
        if (now.Trials.Count > MostRows)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div>The best {MostRows} of {now.Trials.Count} trials; all are in the studio.</div>"
            );
        }
    }

    private static string Value(SweepTrial trial, string name) =>
        trial.Values.Find(name) is not { } value ? ""
        : value.Kind == Spaces.ValueKind.Float ? Number(value.AsDouble())
        : value.ToString();

    private static string Words(TrialState state) =>
        state switch
        {
            TrialState.StoppedEarly => "stopped early",
            TrialState.TimedOut => "timed out",
            _ => state.ToString().ToLowerInvariant(),
        };

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
