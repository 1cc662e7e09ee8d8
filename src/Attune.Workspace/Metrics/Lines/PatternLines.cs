using System.Text.RegularExpressions;

namespace Attune.Workspace.Metrics.Lines;

/// <summary>Lines read by a user's own regular expression.</summary>
internal sealed class PatternLines(MetricPattern pattern) : LineReader.OfText
{
    /// <summary>The most of a line that is looked at, in characters.</summary>
    private const int Longest = 8 * 1024;

    /// <summary>The most matches taken from one line.</summary>
    private const int Most = 100;

    /// <summary>How often a line is tried: the time limit counts the wall clock, and a busy machine may take all of it once.</summary>
    private const int Tries = 3;

    /// <summary>Lines that were given up because matching took too long.</summary>
    public int TimedOut { get; private set; }

    protected override void Read(ReadOnlySpan<char> line, List<MetricPoint> points)
    {
        var text = line[..Math.Min(line.Length, Longest)].ToString();
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var before = points.Count;
            try
            {
                Match(text, points);
                return;
            }
            catch (RegexMatchTimeoutException)
            {
                points.RemoveRange(before, points.Count - before);
            }
        }
        TimedOut++;
    }

    private void Match(string text, List<MetricPoint> points)
    {
        var match = pattern.Regex.Match(text);
        for (var i = 0; i < Most && match.Success; i++, match = match.NextMatch())
        {
            if (pattern.Point(match) is { } point)
            {
                points.Add(point);
            }
        }
    }
}
