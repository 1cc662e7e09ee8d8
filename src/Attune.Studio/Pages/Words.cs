using System.Globalization;
using Attune.Jobs;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Pages;

/// <summary>Numbers, times and states as pages write them: the same for every reader, whatever the browser's language.</summary>
internal static class Words
{
    /// <summary>A metric to six significant digits.</summary>
    public static string Value(double value) =>
        double.IsNaN(value) ? "-"
        : double.IsFinite(value)
            ? value.ToString("G6", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal)
        : value > 0 ? "inf"
        : "-inf";

    /// <summary>A number to four significant digits, for narrow columns.</summary>
    public static string Short(double value) =>
        value
            .ToString(Math.Abs(value) is > 0 and < 0.001 ? "0.###e0" : "G4", CultureInfo.InvariantCulture)
            .Replace("E", "e", StringComparison.Ordinal);

    /// <summary>A number in full.</summary>
    public static string Exact(double value) =>
        double.IsFinite(value)
            ? value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal)
        : double.IsNaN(value) ? "nan"
        : value > 0 ? "inf"
        : "-inf";

    /// <summary><c>0.8 s</c>, <c>12 s</c>, <c>3 min 05 s</c>, <c>2 h 10 min</c>, <c>4 d 3 h</c>; <c>-</c> for none.</summary>
    public static string Time(TimeSpan? time)
    {
        if (time is not { } known)
        {
            return "-";
        }
        var seconds = Math.Max(0, known.TotalSeconds);
        return seconds switch
        {
            < 9.95 => Text($"{seconds:0.0} s"),
            < 59.5 => Text($"{seconds:0} s"),
            < 3600 => Text($"{(int)seconds / 60} min {(int)seconds % 60:00} s"),
            < 86400 => Text($"{(int)(seconds / 3600)} h {(int)(seconds / 60) % 60:00} min"),
            _ => Text($"{(int)(seconds / 86400)} d {(int)(seconds / 3600) % 24} h"),
        };
    }

    /// <summary>A moment, in the host's local time.</summary>
    public static string Moment(DateTimeOffset? moment) =>
        moment?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>A number of bytes: <c>812 B</c>, <c>3.4 kB</c>.</summary>
    public static string Bytes(long bytes) =>
        bytes switch
        {
            < 1_000 => Text($"{bytes} B"),
            < 1_000_000 => Text($"{bytes / 1e3:0.#} kB"),
            < 1_000_000_000 => Text($"{bytes / 1e6:0.#} MB"),
            _ => Text($"{bytes / 1e9:0.##} GB"),
        };

    /// <summary><c>1 trial</c>, <c>6 trials</c>.</summary>
    public static string Count(long count, string noun) =>
        Text($"{count:#,0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary><c>completed</c>, <c>stopped early</c>.</summary>
    public static string Of(TrialState state) =>
        state switch
        {
            TrialState.StoppedEarly => "stopped early",
            TrialState.TimedOut => "timed out",
            _ => state.ToString().ToLowerInvariant(),
        };

    /// <summary><c>running</c>, <c>interrupted</c>.</summary>
    public static string Of(JobState state) => state.ToString().ToLowerInvariant();

    /// <summary>A word of the sort that lists say of a job.</summary>
    public static string KindOf(JobRecord job) => job.Job is SweepJob ? "sweep" : "command";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
