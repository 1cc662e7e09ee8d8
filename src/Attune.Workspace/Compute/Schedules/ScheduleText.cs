using System.Globalization;
using System.Text.Json.Nodes;
using TimeZoneConverter;

namespace Attune.Workspace.Compute.Schedules;

/// <summary>A part of a schedule as it was written, which notes what is wrong with it.</summary>
internal sealed class ScheduleText(JsonObject node, string path, List<Problem> problems)
{
    public bool Has(string key) => node[key] is JsonObject;

    public ScheduleText Inner(string key) => new(node[key] as JsonObject ?? [], $"{path}.{key}", problems);

    public void Complain(string key, string message, string? hint = null) =>
        problems.Add(new Problem(key.Length == 0 ? path : $"{path}.{key}", message, hint));

    public string? Text(string key) =>
        node[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>One of these words, in capitals; the first where it is something else, which is then said.</summary>
    public string Word(string key, string[] words, string? otherwise = null)
    {
        var text = Text(key) ?? otherwise ?? "";
        if (!words.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            Complain(key, $"'{text}' is not known.", string.Join(" or ", words));
            text = words[0];
        }
        return text.ToUpperInvariant();
    }

    /// <summary>Whole numbers within bounds.</summary>
    public IReadOnlyList<int> Numbers(string key, int least, int most, int otherwise)
    {
        if (node[key] is null)
        {
            return [otherwise];
        }
        var numbers =
            node[key] is JsonArray array
                ? array.Select(each =>
                    each is JsonValue value && value.TryGetValue<int>(out var number) ? number : -1
                )
            : node[key] is JsonValue single && single.TryGetValue<int>(out var one) ? [one]
            : [-1];
        int[] all = [.. numbers];
        if (all.Length > 0 && all.All(number => number >= least && number <= most))
        {
            return all;
        }
        Complain(key, FormattableString.Invariant($"The numbers are from {least} to {most}."));
        return [otherwise];
    }

    public IReadOnlyList<DayOfWeek> Days(string key, DayOfWeek otherwise)
    {
        if (node[key] is not JsonArray { Count: > 0 } array)
        {
            return [otherwise];
        }
        var days = new List<DayOfWeek>();
        foreach (var each in array)
        {
            if (
                each is JsonValue value
                && value.TryGetValue<string>(out var text)
                && Enum.TryParse<DayOfWeek>(text, ignoreCase: true, out var day)
                && Enum.IsDefined(day)
            )
            {
                days.Add(day);
            }
            else
            {
                Complain(key, $"'{each}' is no day of the week.", "Monday, Tuesday, …");
            }
        }
        return days;
    }

    /// <summary>A time zone by a name of either list; UTC where there is none.</summary>
    public TimeZoneInfo Zone(string key)
    {
        if (Text(key) is not { Length: > 0 } name)
        {
            return TimeZoneInfo.Utc;
        }
        if (TZConvert.TryGetTimeZoneInfo(name, out var zone))
        {
            return zone;
        }
        Complain(
            key,
            $"'{name}' is no time zone that is known.",
            "'UTC', 'Europe/Berlin', 'W. Europe Standard Time'"
        );
        return TimeZoneInfo.Utc;
    }

    /// <summary>A moment in the schedule's time zone; null where there is none.</summary>
    public DateTime? Moment(string key)
    {
        if (Text(key) is not { Length: > 0 } text)
        {
            return null;
        }
        if (
            DateTime.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out var moment
            )
        )
        {
            return DateTime.SpecifyKind(moment, DateTimeKind.Unspecified);
        }
        Complain(key, $"'{text}' is no time.", "2026-01-31T08:00:00");
        return null;
    }
}
