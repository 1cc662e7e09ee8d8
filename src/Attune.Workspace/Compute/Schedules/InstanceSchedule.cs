using System.Text.Json.Nodes;

namespace Attune.Workspace.Compute.Schedules;

/// <summary>Times at which an instance is started, or stopped.</summary>
/// <param name="Starts">Whether it is started; else stopped.</param>
/// <param name="Times">The times.</param>
public sealed record InstanceSchedule(bool Starts, ITimes Times)
{
    // A host that was away for longer does not make up for what it missed before.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>The last time after one moment, up to another; null when there is none.</summary>
    public DateTimeOffset? Last(DateTimeOffset after, DateTimeOffset until) =>
        Times.Last(after > until - Longest ? after : until - Longest, until);

    /// <summary>What it does and when, in words.</summary>
    public string Words => $"{(Starts ? "start" : "stop")} {Times.Words}";

    /// <summary>Schedules of cron expressions in this machine's time zone, in a cloud's words, the start first; null when there are none.</summary>
    /// <param name="start">When to start; null or empty: never.</param>
    /// <param name="stop">When to stop; null or empty: never.</param>
    public static JsonObject? Of(string? start, string? stop)
    {
        var entries = new JsonArray();
        foreach (var (action, expression) in new[] { ("Start", start), ("Stop", stop) })
        {
            if (!string.IsNullOrWhiteSpace(expression))
            {
                entries.Add(
                    new JsonObject
                    {
                        ["action"] = action,
                        ["status"] = "Enabled",
                        ["triggerType"] = "Cron",
                        ["cron"] = new JsonObject
                        {
                            ["expression"] = expression.Trim(),
                            ["timeZone"] = TimeZoneInfo.Local.Id,
                        },
                    }
                );
            }
        }
        return entries.Count == 0 ? null : new JsonObject { ["computeStartStop"] = entries };
    }

    /// <summary>Reads schedules from a cloud's words: <c>computeStartStop</c>, a list of actions with a cron expression or a recurrence.</summary>
    /// <returns>Those that are enabled, and every problem of all.</returns>
    public static (IReadOnlyList<InstanceSchedule> Schedules, IReadOnlyList<Problem> Problems) Read(
        JsonNode? schedules
    )
    {
        const string Place = "schedules.computeStartStop";
        var problems = new List<Problem>();
        var read = new List<InstanceSchedule>();
        if (schedules is null)
        {
            return (read, problems);
        }
        if (schedules is not JsonObject { } all || all["computeStartStop"] is not (null or JsonArray))
        {
            problems.Add(new Problem(Place, "The schedules are a list of times to start and to stop."));
            return (read, problems);
        }
        var entries = all["computeStartStop"]?.AsArray() ?? [];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = new ScheduleText(
                entries[i] as JsonObject ?? [],
                FormattableString.Invariant($"{Place}[{i}]"),
                problems
            );
            var starts = entry.Word("action", ["Start", "Stop"]) == "START";
            var isEnabled = entry.Word("status", ["Enabled", "Disabled"], "Enabled") == "ENABLED";
            if (TimesOf(entry) is { } times && isEnabled)
            {
                read.Add(new InstanceSchedule(starts, times));
            }
        }
        return (read, problems);
    }

    private static ITimes? TimesOf(ScheduleText entry)
    {
        var isCron = entry.Has("cron");
        if (!isCron && !entry.Has("recurrence"))
        {
            entry.Complain("", "It does not say when.", "'cron' with an 'expression', or 'recurrence'");
            return null;
        }
        var text = entry.Inner(isCron ? "cron" : "recurrence");
        var (zone, start) = (text.Zone("timeZone"), text.Moment("startTime"));
        return isCron ? CronTimes.Read(text, zone, start) : Recurrence.Read(text, zone, start);
    }
}
