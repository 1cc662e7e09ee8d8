namespace Attune.Studio.Live;

/// <summary>How often what is looked at is read again.</summary>
internal static class Pace
{
    private static readonly TimeSpan Live = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the next reading: a second, five when nothing is expected, and ten times as long as the reading took, so
    /// that looking never takes more than a tenth of a processor.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="began">The timestamp at which the reading began.</param>
    /// <param name="still">Whether nothing is expected to happen.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static Task PauseAsync(
        TimeProvider time,
        long began,
        bool still,
        CancellationToken cancellationToken
    )
    {
        var cost = 10 * time.GetElapsedTime(began);
        var least = still ? Still : Live;
        return Task.Delay(cost > least ? cost : least, time, cancellationToken);
    }
}
