using static System.FormattableString;

namespace Attune.Workspace.Compute.Schedules;

/// <summary>How often a recurrence comes.</summary>
internal enum Frequency
{
    /// <summary>Every so many minutes.</summary>
    Minute,

    /// <summary>Every so many hours.</summary>
    Hour,

    /// <summary>Every so many days.</summary>
    Day,

    /// <summary>On days of every so many weeks.</summary>
    Week,

    /// <summary>On days of every so many months.</summary>
    Month,
}

/// <summary>Moments that come every so many minutes, hours, days, weeks or months, counted from a start.</summary>
internal sealed record Recurrence : ITimes
{
    // A Monday: weeks are counted from it where no start is said.
    private static readonly DateTime Origin = new(2024, 1, 1);

    public required Frequency Frequency { get; init; }

    public required int Interval { get; init; }

    public required DateTime Start { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    public IReadOnlyList<int> Hours { get; init; } = [0];

    public IReadOnlyList<int> Minutes { get; init; } = [0];

    public IReadOnlyList<DayOfWeek> WeekDays { get; init; } = [];

    public IReadOnlyList<int> MonthDays { get; init; } = [];

    public string Words
    {
        get
        {
            var unit = Frequency.ToString().ToLowerInvariant();
            var often = Interval == 1 ? $"every {unit}" : Invariant($"every {Interval} {unit}s");
            var days = Frequency switch
            {
                Frequency.Week => " on " + string.Join(", ", WeekDays),
                Frequency.Month => " on day " + string.Join(", ", MonthDays),
                _ => "",
            };
            var times =
                from hour in Hours
                from minute in Minutes
                orderby hour, minute
                select Invariant($"{hour:00}:{minute:00}");
            return Frequency is Frequency.Minute or Frequency.Hour
                ? $"{often} ({Zone.Id})"
                : $"{often}{days} at {string.Join(", ", times)} ({Zone.Id})";
        }
    }

    public static Recurrence Read(ScheduleText text, TimeZoneInfo zone, DateTime? start)
    {
        var from = start ?? Origin;
        var times = text.Inner("schedule");
        return new Recurrence
        {
            Frequency = Enum.Parse<Frequency>(
                text.Word("frequency", Enum.GetNames<Frequency>(), nameof(Frequency.Day)),
                ignoreCase: true
            ),
            Interval = text.Numbers("interval", 1, 1000, 1)[0],
            Start = from,
            Zone = zone,
            Hours = times.Numbers("hours", 0, 23, from.Hour),
            Minutes = times.Numbers("minutes", 0, 59, from.Minute),
            WeekDays = times.Days("weekDays", from.DayOfWeek),
            MonthDays = times.Numbers("monthDays", 1, 31, from.Day),
        };
    }

    public DateTimeOffset? Last(DateTimeOffset after, DateTimeOffset until)
    {
        if (Frequency is Frequency.Minute or Frequency.Hour)
        {
            var step =
                (Frequency == Frequency.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1)) * Interval;
            var start = At(Start);
            var last = start + (step * Math.Floor((until - start) / step));
            return until >= start && last > after ? last : null;
        }
        var first = TimeZoneInfo.ConvertTime(after, Zone).Date;
        for (
            var day = TimeZoneInfo.ConvertTime(until, Zone).Date;
            day >= first && day >= Start.Date;
            day = day.AddDays(-1)
        )
        {
            if (!IsOn(day))
            {
                continue;
            }
            var times =
                from hour in Hours
                from minute in Minutes
                let time = day.AddHours(hour).AddMinutes(minute)
                where time >= Start
                let at = At(time)
                where at > after && at <= until
                orderby at descending
                select (DateTimeOffset?)at;
            if (times.FirstOrDefault() is { } found)
            {
                return found;
            }
        }
        return null;
    }

    private bool IsOn(DateTime day) =>
        Frequency switch
        {
            Frequency.Day => (day - Start.Date).Days % Interval == 0,
            Frequency.Week => WeekDays.Contains(day.DayOfWeek)
                && (Monday(day) - Monday(Start.Date)).Days / 7 % Interval == 0,
            _ => MonthDays.Contains(day.Day)
                && ((day.Year - Start.Year) * 12 + day.Month - Start.Month) % Interval == 0,
        };

    private static DateTime Monday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    // An hour that the clocks leave out in spring is that much later.
    private DateTimeOffset At(DateTime local)
    {
        var real = Zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(real, Zone.GetUtcOffset(real));
    }
}
