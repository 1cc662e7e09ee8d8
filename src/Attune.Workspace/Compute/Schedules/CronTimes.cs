using Cronos;

namespace Attune.Workspace.Compute.Schedules;

/// <summary>The moments of a cron expression of five fields.</summary>
internal sealed record CronTimes(CronExpression Expression, string Text, TimeZoneInfo Zone, DateTime? Start)
    : ITimes
{
    public string Words => $"{Text} ({Zone.Id})";

    public static CronTimes? Read(ScheduleText text, TimeZoneInfo zone, DateTime? start)
    {
        var expression = text.Text("expression") ?? "";
        if (CronExpression.TryParse(expression, out var cron))
        {
            return new CronTimes(cron, expression, zone, start);
        }
        text.Complain(
            "expression",
            $"'{expression}' is no cron expression.",
            "minute, hour, day, month and day of the week: '0 18 * * 1-5'"
        );
        return null;
    }

    public DateTimeOffset? Last(DateTimeOffset after, DateTimeOffset until)
    {
        DateTimeOffset? last = null;
        foreach (
            var at in Expression.GetOccurrences(after, until, Zone, fromInclusive: false, toInclusive: true)
        )
        {
            last = at.DateTime >= (Start ?? DateTime.MinValue) ? at : last;
        }
        return last;
    }
}
