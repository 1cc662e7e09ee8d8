using System.Globalization;
using System.Text.Json.Nodes;
using Attune.Workspace.Compute.Schedules;

namespace Attune.Workspace.Tests.Compute;

public sealed class InstanceScheduleTests
{
    [Theory]
    // On working days at 18:00 in Berlin, summer and winter.
    [InlineData(
        """{"cron":{"expression":"0 18 * * 1-5","timeZone":"Europe/Berlin"}}""",
        "2026-07-31T15:00Z",
        "2026-08-02T12:00Z",
        "2026-07-31T16:00Z"
    )]
    [InlineData(
        """{"cron":{"expression":"0 18 * * 1-5","timeZone":"W. Europe Standard Time"}}""",
        "2026-01-30T15:00Z",
        "2026-02-01T12:00Z",
        "2026-01-30T17:00Z"
    )]
    [InlineData("""{"cron":{"expression":"0 18 * * *"}}""", "2026-07-31T18:00Z", "2026-08-01T17:59Z", null)]
    [InlineData(
        """{"cron":{"expression":"0 18 * * *","startTime":"2026-09-01T00:00:00"}}""",
        "2026-07-31T00:00Z",
        "2026-08-20T00:00Z",
        null
    )]
    // Every second week on Monday and Wednesday, from a Thursday on: its own week counts as the first.
    [InlineData(
        """{"recurrence":{"frequency":"Week","interval":2,"startTime":"2026-07-02T00:00:00","schedule":{"hours":[8],"minutes":[30],"weekDays":["Monday","Wednesday"]}}}""",
        "2026-07-01T00:00Z",
        "2026-07-14T00:00Z",
        "2026-07-13T08:30Z"
    )]
    [InlineData(
        """{"recurrence":{"frequency":"Week","interval":2,"startTime":"2026-07-02T00:00:00","schedule":{"hours":[8],"minutes":[30],"weekDays":["Monday","Wednesday"]}}}""",
        "2026-07-16T00:00Z",
        "2026-07-26T23:00Z",
        null
    )]
    [InlineData(
        """{"recurrence":{"frequency":"Day","interval":1,"schedule":{"hours":[8,20],"minutes":[0,15]}}}""",
        "2026-07-01T00:00Z",
        "2026-07-01T20:10Z",
        "2026-07-01T20:00Z"
    )]
    [InlineData(
        """{"recurrence":{"frequency":"Hour","interval":6,"startTime":"2026-07-01T01:00:00"}}""",
        "2026-07-01T00:00Z",
        "2026-07-01T20:10Z",
        "2026-07-01T19:00Z"
    )]
    [InlineData(
        """{"recurrence":{"frequency":"Month","interval":1,"schedule":{"hours":[9],"minutes":[0],"monthDays":[1,15]}}}""",
        "2026-07-02T00:00Z",
        "2026-07-20T00:00Z",
        "2026-07-15T09:00Z"
    )]
    // In the hour that the clocks leave out.
    [InlineData(
        """{"recurrence":{"frequency":"Day","interval":1,"timeZone":"Europe/Berlin","schedule":{"hours":[2],"minutes":[30]}}}""",
        "2026-03-28T12:00Z",
        "2026-03-29T12:00Z",
        "2026-03-29T01:30Z"
    )]
    public void The_last_time_that_has_come_is_found(
        string times,
        string after,
        string until,
        string? expected
    )
    {
        var entry = JsonNode.Parse(times)!.AsObject();
        entry["action"] = "Stop";
        var (schedules, problems) = InstanceSchedule.Read(Of(entry));
        Assert.Empty(problems);
        var schedule = Assert.Single(schedules);
        Assert.False(schedule.Starts);
        Assert.Equal(
            expected is null ? null : Moment(expected),
            schedule.Last(Moment(after), Moment(until))?.ToUniversalTime()
        );
    }

    [Theory]
    [InlineData(
        """{"frequency":"Week","interval":2,"schedule":{"hours":[18],"minutes":[0,30],"weekDays":["Friday"]}}""",
        "every 2 weeks on Friday at 18:00, 18:30 (UTC)"
    )]
    [InlineData("""{"frequency":"Day"}""", "every day at 00:00 (UTC)")]
    [InlineData(
        """{"frequency":"Month","schedule":{"hours":[9],"monthDays":[1,15]}}""",
        "every month on day 1, 15 at 09:00 (UTC)"
    )]
    [InlineData("""{"frequency":"Hour","interval":6}""", "every 6 hours (UTC)")]
    public void A_recurrence_is_told_in_words(string recurrence, string words)
    {
        var entry = new JsonObject { ["action"] = "Stop", ["recurrence"] = JsonNode.Parse(recurrence) };
        Assert.Equal("stop " + words, Assert.Single(InstanceSchedule.Read(Of(entry)).Schedules).Words);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var (schedules, problems) = InstanceSchedule.Read(
            Of(
                JsonNode.Parse("""{"action":"Pause","cron":{"expression":"every day","timeZone":"Mars"}}""")!,
                JsonNode.Parse("""{"action":"Stop"}""")!,
                JsonNode.Parse(
                    """{"action":"Start","recurrence":{"frequency":"Fortnight","interval":0,"startTime":"soon","schedule":{"hours":[25],"weekDays":["Caturday"]}}}"""
                )!,
                JsonNode.Parse(
                    """{"action":"Start","status":"Disabled","cron":{"expression":"0 8 * * *"}}"""
                )!
            )
        );
        Assert.Equal(
            [
                "schedules.computeStartStop[0].action",
                "schedules.computeStartStop[0].cron.expression",
                "schedules.computeStartStop[0].cron.timeZone",
                "schedules.computeStartStop[1]",
                "schedules.computeStartStop[2].recurrence.frequency",
                "schedules.computeStartStop[2].recurrence.interval",
                "schedules.computeStartStop[2].recurrence.schedule.hours",
                "schedules.computeStartStop[2].recurrence.schedule.weekDays",
                "schedules.computeStartStop[2].recurrence.startTime",
            ],
            problems.Select(problem => problem.Path).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(schedules, schedule => schedule.Times is CronTimes);
        Assert.NotEmpty(InstanceSchedule.Read(JsonValue.Create(3)).Problems);
        Assert.Empty(InstanceSchedule.Read(null).Problems);
    }

    private static JsonObject Of(params JsonNode[] entries) =>
        new() { ["computeStartStop"] = new JsonArray(entries) };

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
