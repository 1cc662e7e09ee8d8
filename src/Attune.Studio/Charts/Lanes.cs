using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>One attempt at a trial as a bar.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Slot">The slot, from 0.</param>
/// <param name="Start">When it started.</param>
/// <param name="End">When it ended; the present for one under way.</param>
/// <param name="Why">What there is to say of its end.</param>
/// <param name="IsEarlier">Whether the trial was tried again after it.</param>
internal sealed record Bar(
    TrialRow Trial,
    int Attempt,
    int Slot,
    DateTimeOffset Start,
    DateTimeOffset End,
    string? Why,
    bool IsEarlier
);

/// <summary>Attempts in as few slots as were ever at work at once: each in the first that was free when it started.</summary>
internal static class Lanes
{
    /// <summary>The bars, by their start.</summary>
    public static List<Bar> Of(IEnumerable<TrialRow> trials, DateTimeOffset now)
    {
        var bars = trials
            .SelectMany(trial => Attempts(trial, now))
            .OrderBy(bar => bar.Start)
            .ThenBy(bar => bar.Trial.Number)
            .ToList();
        var free = new SortedSet<int>();
        var busy = new PriorityQueue<int, DateTimeOffset>();
        var slots = 0;
        for (var i = 0; i < bars.Count; i++)
        {
            while (busy.TryPeek(out var slot, out var end) && end <= bars[i].Start)
            {
                busy.Dequeue();
                free.Add(slot);
            }
            if (free.Count == 0)
            {
                free.Add(slots++);
            }
            var first = free.Min;
            free.Remove(first);
            busy.Enqueue(first, bars[i].End);
            bars[i] = bars[i] with { Slot = first };
        }
        return bars;
    }

    private static IEnumerable<Bar> Attempts(TrialRow trial, DateTimeOffset now)
    {
        foreach (var earlier in trial.EarlierAttempts)
        {
            yield return new Bar(
                trial,
                earlier.Attempt,
                0,
                earlier.StartedAt,
                earlier.EndedAt,
                earlier.Reason,
                true
            );
        }
        if (trial.StartedAt is { } start && trial.Duration(now) is not null)
        {
            yield return new Bar(
                trial,
                trial.Attempt,
                0,
                start,
                trial.EndedAt ?? (now > start ? now : start),
                trial.Reason,
                false
            );
        }
    }
}
