using System.Globalization;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Pages.Sweep;

/// <summary>Which trials a table shows, and in which order.</summary>
/// <param name="Text">Must be part of the number, the reason, the note or <c>parameter=value</c>; null for all.</param>
/// <param name="State">A state's word, or <see cref="Hidden"/> for those taken out of sight; null for all that are not.</param>
/// <param name="Only">Only these numbers, as brushed in a chart; null for all.</param>
public sealed record TrialFilter(string? Text, string? State, IReadOnlySet<int>? Only)
{
    /// <summary>The word for trials that a person took out of sight.</summary>
    public const string Hidden = "hidden";

    /// <summary>The numbers of the trials that are shown, in order.</summary>
    /// <param name="trials">All trials.</param>
    /// <param name="objective">What decides which is best.</param>
    /// <param name="sort">A column; null for the order of proposal.</param>
    /// <param name="descending">The largest first.</param>
    /// <param name="now">The present, for durations.</param>
    public int[] Apply(
        TrialRow[] trials,
        Objective? objective,
        string? sort,
        bool descending,
        DateTimeOffset now
    )
    {
        var shown = new List<int>(trials.Length);
        foreach (var trial in trials)
        {
            if (Shows(trial))
            {
                shown.Add(trial.Number);
            }
        }
        var numbers = shown.ToArray();
        if (Compare(trials, objective, sort, now) is not { } comparison)
        {
            if (descending)
            {
                Array.Reverse(numbers);
            }
            return numbers;
        }
        // What has no value stands last whichever way the rest is sorted; equals stand by number.
        Array.Sort(
            numbers,
            (left, right) =>
            {
                var order = comparison(left, right);
                return order switch
                {
                    Order.LeftHasNone => 1,
                    Order.RightHasNone => -1,
                    0 => left.CompareTo(right),
                    _ => descending ? -order : order,
                };
            }
        );
        return numbers;
    }

    private bool Shows(TrialRow trial) =>
        (Only is null || Only.Contains(trial.Number))
        && trial.IsHidden == (State == Hidden)
        && (string.IsNullOrEmpty(State) || trial.IsHidden || Words.Of(trial.State) == State)
        && (string.IsNullOrWhiteSpace(Text) || Has(trial, Text.Trim()));

    private static bool Has(TrialRow trial, string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return trial.Number == number;
        }
        if (
            trial.Reason?.Contains(text, StringComparison.OrdinalIgnoreCase) == true
            || trial.Note?.Contains(text, StringComparison.OrdinalIgnoreCase) == true
        )
        {
            return true;
        }
        for (var i = 0; i < trial.Parameters.Names.Count; i++)
        {
            if (
                $"{trial.Parameters.Names[i]}={trial.Parameters.Values[i]}".Contains(
                    text,
                    StringComparison.OrdinalIgnoreCase
                )
            )
            {
                return true;
            }
        }
        return false;
    }

    private static Comparison<int>? Compare(
        TrialRow[] trials,
        Objective? objective,
        string? sort,
        DateTimeOffset now
    ) =>
        sort switch
        {
            "value" => (left, right) => Order.Of(trials[left].Value, trials[right].Value),
            "state" => (left, right) =>
                string.CompareOrdinal(Words.Of(trials[left].State), Words.Of(trials[right].State)),
            "duration" => (left, right) =>
                Order.Of(
                    trials[left].Duration(now)?.TotalSeconds ?? double.NaN,
                    trials[right].Duration(now)?.TotalSeconds ?? double.NaN
                ),
            { } name when UsageWords.Has(name) => (left, right) =>
                Order.Of(UsageWords.Number(trials[left], name), UsageWords.Number(trials[right], name)),
            { } name when name.StartsWith("value:", StringComparison.Ordinal) => (left, right) =>
                Order.Of(At(trials[left], name), At(trials[right], name)),
            { } name when name.StartsWith("parameter:", StringComparison.Ordinal) => (left, right) =>
                Order.Of(
                    trials[left].Parameters.Find(name["parameter:".Length..]),
                    trials[right].Parameters.Find(name["parameter:".Length..])
                ),
            _ => null,
        };

    private static double At(TrialRow trial, string name)
    {
        var index = int.Parse(name.AsSpan("value:".Length), NumberStyles.None, CultureInfo.InvariantCulture);
        return index < trial.Values.Count ? trial.Values[index] : double.NaN;
    }
}
