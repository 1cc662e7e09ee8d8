namespace Attune.Studio.Live;

/// <summary>How often what is looked at is read again.</summary>
internal static class Pace
{
    private static readonly TimeSpan Live = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ForEachViewer = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the next reading: a second, five when nothing is expected, and longer when readings are long or many look, whose
    /// pages are all drawn anew, so that looking leaves the machine to those who work.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="began">The timestamp at which the reading began.</param>
    /// <param name="still">Whether nothing is expected to happen.</param>
    /// <param name="viewers">How many look.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static Task PauseAsync(
        TimeProvider time,
        long began,
        bool still,
        int viewers,
        CancellationToken cancellationToken
    )
    {
        var least = still ? Still : Live;
        var cost = (3 * time.GetElapsedTime(began)) + (viewers * ForEachViewer);
        var pause = cost > Longest ? Longest : cost;
        return Task.Delay(pause > least ? pause : least, time, cancellationToken);
    }
}
