using System.Globalization;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Pages;

/// <summary>What trials used of the machine, as pages write it: by the keys of the table's columns.</summary>
internal static class UsageWords
{
    /// <summary>Whether a column is one of these.</summary>
    public static bool Has(string key) => key is "processor" or "cores" or "memory" or "gpu-memory" or "gpu";

    /// <summary>The number behind a trial's cell: seconds, processors, bytes or per cent; NaN where there is none.</summary>
    public static double Number(TrialRow trial, string key) =>
        (
            key switch
            {
                "processor" => trial.Usage?.ProcessorSeconds,
                "cores" => CoresOf(trial),
                "memory" => trial.Usage?.PeakMemory,
                "gpu-memory" => trial.Usage?.PeakGpuMemory,
                _ => trial.Usage?.GpuUtilization,
            }
        ) ?? double.NaN;

    /// <summary>A trial's cell.</summary>
    public static string Cell(TrialRow trial, string key) =>
        Number(trial, key) switch
        {
            double.NaN => "-",
            var number => key switch
            {
                "processor" => Words.Time(TimeSpan.FromSeconds(number)),
                "cores" => Cores(number),
                "gpu" => Percent(number),
                _ => Words.Bytes((long)number),
            },
        };

    /// <summary>Processors: <c>12 s of processor time, 0.94 at work on average</c>; null when it is not known.</summary>
    /// <param name="usage">What was used.</param>
    /// <param name="duration">In how much time.</param>
    public static string? Processors(TrialUsage? usage, TimeSpan? duration) =>
        usage?.ProcessorSeconds is not { } seconds
            ? null
            : Words.Time(TimeSpan.FromSeconds(seconds))
                + " of processor time"
                + (usage.Cores(duration) is { } cores ? $", {Cores(cores)} at work on average" : "");

    /// <summary>Memory: <c>at most 210 MB</c>; null when it is not known.</summary>
    public static string? Memory(TrialUsage? usage) =>
        usage?.PeakMemory is { } bytes ? "at most " + Words.Bytes(bytes) : null;

    /// <summary>GPUs: <c>at most 3.1 GB, 87 % busy on average</c>; null when it used none.</summary>
    public static string? Gpus(TrialUsage? usage) =>
        usage?.PeakGpuMemory is not { } bytes
            ? null
            : "at most "
                + Words.Bytes(bytes)
                + (usage.GpuUtilization is { } busy ? $", {Percent(busy)} busy on average" : "");

    /// <summary><c>87 %</c>.</summary>
    public static string Percent(double percent) =>
        percent.ToString("0", CultureInfo.InvariantCulture) + " %";

    /// <summary><c>3.94</c>.</summary>
    public static string Cores(double cores) => cores.ToString("0.00", CultureInfo.InvariantCulture);

    // The usage is the latest attempt's, and so is the duration.
    private static double? CoresOf(TrialRow trial) =>
        trial is { StartedAt: { } start, EndedAt: { } end } ? trial.Usage?.Cores(end - start) : null;
}
