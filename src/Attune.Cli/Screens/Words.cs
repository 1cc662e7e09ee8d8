using System.Globalization;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Cli.Screens;

/// <summary>Numbers, times and states as people read them.</summary>
internal static class Words
{
    /// <summary>A metric to six significant digits; what a person compares.</summary>
    public static string Value(double value) =>
        double.IsNaN(value) ? "-"
        : double.IsFinite(value)
            ? value.ToString("G6", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal)
        : value > 0 ? "inf"
        : "-inf";

    /// <summary>A float to six significant digits, still a float.</summary>
    public static ParameterValue Rounded(ParameterValue value) =>
        ParameterValue.Of(
            double.Parse(
                value.AsDouble().ToString("G6", CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture
            )
        );

    /// <summary>A metric in full; what a person copies.</summary>
    public static string Exact(double value) =>
        double.IsNaN(value) ? "nan"
        : double.IsFinite(value)
            ? value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal)
        : value > 0 ? "inf"
        : "-inf";

    /// <summary><c>0.8 s</c>, <c>12 s</c>, <c>3 min 05 s</c>, <c>2 h 10 min</c>, <c>4 d 3 h</c>.</summary>
    public static string Time(TimeSpan time)
    {
        var seconds = Math.Max(0, time.TotalSeconds);
        return seconds switch
        {
            < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
            < 59.5 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
            < 3600 => string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)seconds / 60} min {(int)seconds % 60:00} s"
            ),
            < 86400 => string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)(seconds / 3600)} h {(int)(seconds / 60) % 60:00} min"
            ),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)(seconds / 86400)} d {(int)(seconds / 3600) % 24} h"
            ),
        };
    }

    public static string Time(TimeSpan? time) => time is { } known ? Time(known) : "-";

    /// <summary>A moment in local time.</summary>
    public static string Moment(DateTimeOffset moment) =>
        moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary><c>completed</c>, <c>stopped early</c>, <c>timed out</c>.</summary>
    public static string State(TrialState state) =>
        state switch
        {
            TrialState.StoppedEarly => "stopped early",
            TrialState.TimedOut => "timed out",
            _ => state.ToString().ToLowerInvariant(),
        };

    /// <summary><c>learning_rate=0.1 trees=100</c>.</summary>
    public static string Parameters(Assignment assignment) =>
        Terminal.Visible(
            string.Join(
                ' ',
                assignment.Names.Zip(assignment.Values, (name, value) => $"{name}={Quoted(value)}")
            )
        );

    /// <summary><c>1 trial</c>, <c>6 trials</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A word for a shell, quoted where it must be.</summary>
    public static string ShellWord(string text) =>
        text.Length > 0
        && text.All(c => char.IsAsciiLetterOrDigit(c) || "_-./:=@%+,".Contains(c, StringComparison.Ordinal))
            ? text
            : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string Quoted(ParameterValue value) =>
        value.Kind == ValueKind.Text
        && (value.ToString().Length == 0 || value.ToString().Any(char.IsWhiteSpace))
            ? $"\"{value}\""
            : value.ToString();
}
