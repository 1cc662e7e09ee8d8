using System.Text.Json.Nodes;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>What ran when: a bar for each attempt, in rows by slot, coloured by how it ended.</summary>
internal static class TimelineChart
{
    /// <summary>The most bars; of more the latest are drawn.</summary>
    public const int Most = 4_000;

    private static readonly (string Unit, double Seconds)[] Units =
    [
        ("seconds", 1),
        ("minutes", 60),
        ("hours", 3_600),
        ("days", 86_400),
    ];

    /// <summary>The chart of trials of which one has started at least.</summary>
    /// <param name="trials">All trials.</param>
    /// <param name="within">Those that are looked at; null for all.</param>
    /// <param name="now">The present.</param>
    public static Chart Of(IReadOnlyList<TrialRow> trials, IReadOnlySet<int>? within, DateTimeOffset now)
    {
        var all = Lanes.Of(trials, now);
        var start = all[0].Start;
        var bars = all.Count <= Most ? all : all[^Most..];
        var (unit, seconds) = UnitOf(bars.Max(bar => bar.End) - bars[0].Start);
        var slots = bars.Max(bar => bar.Slot) + 1;
        var series = new JsonArray();
        foreach (var group in bars.GroupBy(bar => KindOf(bar, within)).OrderBy(group => group.Key.Order))
        {
            series.Add(
                new JsonObject
                {
                    ["name"] = group.Key.Name,
                    ["type"] = "custom",
                    ["renderItem"] = "bar",
                    ["tone"] = group.Key.Tone,
                    ["clip"] = true,
                    ["progressive"] = 0,
                    ["encode"] = new JsonObject { ["x"] = new JsonArray(1, 2), ["y"] = 0 },
                    ["data"] = Chart.List(group.Select(bar => Data(bar, start, seconds, unit))),
                }
            );
        }
        var worked = bars.Sum(bar => (bar.End - bar.Start).TotalSeconds);
        var whole = slots * (bars.Max(bar => bar.End) - bars[0].Start).TotalSeconds;
        List<string> notes =
        [
            FormattableString.Invariant(
                $"{Pages.Words.Count(bars.Count, "attempt")} in {Pages.Words.Count(slots, "slot")}, at work {(whole > 0 ? worked / whole : 1):0%} of the time. A slot is a place beside others, not a certain processor."
            ),
        ];
        if (bars.Count < all.Count)
        {
            notes.Add(FormattableString.Invariant($"The latest {Most:#,0} of {all.Count:#,0} attempts."));
        }
        var option = new JsonObject
        {
            ["grid"] = Chart.Room(64, 20, 36, 64),
            ["legend"] = new JsonObject { ["top"] = 0, ["type"] = "scroll" },
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["zoom"] = true,
            ["xAxis"] = new JsonObject
            {
                ["type"] = "value",
                ["name"] = $"{unit} since the first trial started",
                ["nameLocation"] = "middle",
                ["scale"] = true,
            },
            ["yAxis"] = new JsonObject
            {
                ["type"] = "category",
                ["name"] = "slot",
                ["nameLocation"] = "middle",
                ["inverse"] = true,
                ["data"] = Chart.List(
                    Enumerable
                        .Range(1, slots)
                        .Select(slot => (JsonNode)FormattableString.Invariant($"{slot}"))
                ),
            },
            ["series"] = series,
        };
        return new Chart(option, $"Timeline of {bars.Count} attempts in {slots} slots.", notes);
    }

    private static JsonObject Data(Bar bar, DateTimeOffset start, double seconds, string unit)
    {
        var (from, to) = (
            (bar.Start - start).TotalSeconds / seconds,
            (bar.End - start).TotalSeconds / seconds
        );
        return new JsonObject
        {
            ["value"] = new JsonArray(bar.Slot, Math.Round(from, 4), Math.Round(to, 4)),
            ["name"] =
                FormattableString.Invariant($"trial {bar.Trial.Number}")
                + (bar.Trial.Attempt > 1 ? FormattableString.Invariant($", attempt {bar.Attempt}") : "")
                + FormattableString.Invariant(
                    $": {Pages.Words.Time(bar.End - bar.Start)} from {from:0.##} {unit}"
                )
                + (bar.IsEarlier ? ", tried again" : $", {Pages.Words.Of(bar.Trial.State)}")
                + (bar.Why is null ? "" : $" ({bar.Why})"),
            ["pick"] = bar.Trial.Number,
        };
    }

    private static (string Name, string Tone, int Order) KindOf(Bar bar, IReadOnlySet<int>? within) =>
        within?.Contains(bar.Trial.Number) == false ? ("not looked at", "rest", 99)
        : bar.IsEarlier ? ("tried again", "retry", 50)
        : (
            Pages.Words.Of(bar.Trial.State),
            bar.Trial.State switch
            {
                TrialState.Completed => "good",
                TrialState.StoppedEarly => "fair",
                TrialState.Running => "live",
                TrialState.Canceled => "halt",
                _ => "bad",
            },
            (int)bar.Trial.State
        );

    /// <summary>A unit of time in which a span is some.</summary>
    internal static (string Unit, double Seconds) UnitOf(TimeSpan span) =>
        Units.LastOrDefault(unit => span.TotalSeconds >= 3 * unit.Seconds) is { Seconds: > 0 } found
            ? found
            : Units[0];
}
