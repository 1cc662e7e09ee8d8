using System.Globalization;

namespace Attune.Load;

/// <summary>When each of many commands began and ended, in seconds since 1970, by their own clocks.</summary>
internal sealed record Stamps(double[] Starts, double[] Ends)
{
    /// <summary>From each exit to the start that took its place, in milliseconds: with N places the k-th exit makes room for start k + N.</summary>
    public double[] Gaps(int atOnce)
    {
        var starts = Starts.Order().ToArray();
        return
        [
            .. Ends.Order()
                .Take(Math.Max(0, starts.Length - atOnce))
                .Select((end, k) => (starts[k + atOnce] - end) * 1000),
        ];
    }

    /// <summary>How long the commands took, in milliseconds.</summary>
    public double[] Durations => [.. Ends.Zip(Starts, (end, start) => (end - start) * 1000)];

    /// <summary>Those which ended within a span of time.</summary>
    public Stamps Between(double from, double until)
    {
        var kept = Enumerable
            .Range(0, Ends.Length)
            .Where(i => Starts[i] >= from && Ends[i] <= until)
            .ToArray();
        return new Stamps([.. kept.Select(i => Starts[i])], [.. kept.Select(i => Ends[i])]);
    }

    /// <summary>What the shims of a sweep wrote down; trials without both stamps are left out.</summary>
    public static Stamps OfSweep(string trials)
    {
        var (starts, ends) = (new List<double>(), new List<double>());
        for (var i = 0; ; i++)
        {
            var trial = Path.Combine(trials, i.ToString(CultureInfo.InvariantCulture));
            if (!Directory.Exists(trial))
            {
                return new Stamps([.. starts], [.. ends]);
            }
            var state = Path.Combine(trial, ".attempt-1");
            if (
                Read(Path.Combine(state, "start")) is { } start
                && Read(Path.Combine(state, "end")) is { } end
            )
            {
                starts.Add(start);
                ends.Add(end);
            }
        }
    }

    /// <summary>Lines of <c>start TIME</c> and <c>end TIME</c>.</summary>
    public static Stamps OfLines(IEnumerable<string> lines)
    {
        var words = lines.Select(line => line.Split(' ')).ToArray();
        return new Stamps(Of("start"), Of("end"));

        double[] Of(string word) =>
            [.. words.Where(line => line[0] == word).Select(line => Time(line[1])).Order()];
    }

    private static double? Read(string file) =>
        File.Exists(file) && File.ReadAllText(file).Split(' ') is [_, _, var time, ..] ? Time(time) : null;

    private static double Time(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
