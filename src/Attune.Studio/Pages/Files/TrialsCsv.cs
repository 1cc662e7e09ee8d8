using System.Globalization;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Pages.Files;

/// <summary>The trials of a job as comma-separated lines (RFC 4180), numbers in full.</summary>
internal static class TrialsCsv
{
    /// <summary>The head, then a line for each trial, by number.</summary>
    public static IEnumerable<string> Lines(JobWatch watch)
    {
        var parameters = watch.Spec?.Space.Parameters.Select(parameter => parameter.Path).ToArray() ?? [];
        var objectives = watch.Spec?.Objectives.Select(objective => objective.Metric).ToArray() ?? [];
        yield return string.Join(
            ',',
            (
                (string[])
                    [
                        "trial",
                        "state",
                        .. objectives,
                        .. parameters,
                        "attempt",
                        "proposed_at",
                        "started_at",
                        "ended_at",
                        "reason",
                        "proposed_because",
                        "processor_seconds",
                        "peak_memory_bytes",
                        "peak_gpu_memory_bytes",
                        "gpu_utilization_percent",
                    ]
            ).Select(Cell)
        );
        foreach (var trial in watch.Trials)
        {
            yield return string.Join(
                ',',
                (
                    (string?[])
                        [
                            trial.Number.ToString(CultureInfo.InvariantCulture),
                            Words.Of(trial.State),
                            .. objectives.Select(
                                (_, i) => Number(i == 0 ? trial.Value : trial.Values.ElementAtOrDefault(i))
                            ),
                            .. parameters.Select(path => trial.Parameters.Find(path)?.ToString()),
                            trial.Attempt.ToString(CultureInfo.InvariantCulture),
                            Time(trial.ProposedAt),
                            Time(trial.StartedAt),
                            Time(trial.EndedAt),
                            trial.Reason,
                            trial.ProposedBecause,
                            Number(trial.Usage?.ProcessorSeconds ?? double.NaN),
                            trial.Usage?.PeakMemory?.ToString(CultureInfo.InvariantCulture),
                            trial.Usage?.PeakGpuMemory?.ToString(CultureInfo.InvariantCulture),
                            Number(trial.Usage?.GpuUtilization ?? double.NaN),
                        ]
                ).Select(Cell)
            );
        }
    }

    private static string Number(double value) => double.IsNaN(value) ? "" : Words.Exact(value);

    private static string? Time(DateTimeOffset? moment) =>
        moment?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // A text that a spreadsheet would take for a formula is marked as text; a number is none.
    private static string Cell(string? text)
    {
        text ??= "";
        if (
            text.Length > 0
            && text[0] is '=' or '+' or '-' or '@'
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        )
        {
            text = "'" + text;
        }
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? text
            : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
