using System.Globalization;
using Attune.Cli.Screens;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Jobs;

/// <summary>What trials used of the machine, as the terminal writes it.</summary>
internal static class UsageWords
{
    /// <summary>How many processors worked for it on average, such as <c>0.94</c>; null when it is not known.</summary>
    public static string? Cores(TrialRow trial) =>
        trial is { StartedAt: { } start, EndedAt: { } end } && trial.Usage?.Cores(end - start) is { } cores
            ? cores.ToString("0.00", CultureInfo.InvariantCulture)
            : null;

    /// <summary>Its peak memory, such as <c>210 MB</c>; null when it is not known.</summary>
    public static string? Memory(TrialRow trial) => trial.Usage?.PeakMemory is { } bytes ? Size(bytes) : null;

    /// <summary>All of it as a sentence; null when nothing was measured.</summary>
    public static string? Line(TrialRow trial)
    {
        if (trial.Usage is not { } usage)
        {
            return null;
        }
        List<string> parts = [];
        if (usage.ProcessorSeconds is { } seconds)
        {
            parts.Add($"{Words.Time(TimeSpan.FromSeconds(seconds))} of processor time");
        }
        if (Cores(trial) is { } cores)
        {
            parts.Add($"{cores} processors on average");
        }
        if (usage.PeakMemory is { } memory)
        {
            parts.Add($"at most {Size(memory)} of memory");
        }
        if (usage.PeakGpuMemory is { } gpu)
        {
            parts.Add($"at most {Size(gpu)} of GPU memory");
        }
        if (usage.GpuUtilization is { } busy)
        {
            parts.Add(FormattableString.Invariant($"its GPUs {busy:0} % busy"));
        }
        return string.Join(", ", parts);
    }

    private static string Size(long bytes) =>
        bytes < 1_000_000_000
            ? FormattableString.Invariant($"{bytes / 1e6:0.#} MB")
            : FormattableString.Invariant($"{bytes / 1e9:0.##} GB");
}
