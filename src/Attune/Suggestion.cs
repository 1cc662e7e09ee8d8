namespace Attune;

/// <summary>"Did you mean": the candidate nearest to what somebody wrote.</summary>
public static class Suggestion
{
    /// <summary>A hint such as <c>did you mean 'learning_rate'?</c>; null when no candidate is near.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="candidates">What could have been meant.</param>
    public static string? For(string written, IEnumerable<string> candidates) =>
        Nearest(written, candidates) is { } nearest ? $"did you mean '{nearest}'?" : null;

    /// <summary>The candidate that differs in letter case only, or else by at most a third of its letters; null when there is none.</summary>
    public static string? Nearest(string written, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(written);
        string? best = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            // The distance is at least the difference in length, which costs nothing to know.
            var most = Math.Max(1, Math.Max(written.Length, candidate.Length) / 3);
            if (Math.Abs(written.Length - candidate.Length) > most)
            {
                continue;
            }
            var distance = string.Equals(written, candidate, StringComparison.OrdinalIgnoreCase)
                ? 0
                : Distance(written, candidate);
            if (distance < least && distance <= most)
            {
                (best, least) = (candidate, distance);
            }
        }
        return best;
    }

    // Edits and swaps of neighbours (optimal string alignment), letter case aside.
    private static int Distance(string left, string right)
    {
        (left, right) = (left.ToUpperInvariant(), right.ToUpperInvariant());
        var cost = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }
                var change = cost[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }
        return cost[left.Length, right.Length];
    }
}
