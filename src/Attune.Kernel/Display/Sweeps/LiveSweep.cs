using Attune.Client;

namespace Attune.Kernel.Display.Sweeps;

/// <summary>Shows a sweep under a cell, anew at every change, until it is over.</summary>
internal static class LiveSweep
{
    /// <summary>Tells the formatters how sweeps look.</summary>
    public static void Register()
    {
        Formatters.Add<Sweep>("text/html", SweepHtml.Of);
        Formatters.Add<Sweep>("text/plain", sweep => sweep.ToString());
    }

    /// <summary>Shows it, and keeps it up to date beside what else the notebook does.</summary>
    public static DisplayedValue Show(Sweep sweep)
    {
        var place = DisplayedValue.Show(Formatters.Format(sweep));
        if (!sweep.Latest.IsOver)
        {
            _ = Task.Run(() => FollowQuietlyAsync(sweep, place));
        }
        return place;
    }

    /// <summary>Keeps a place up to date until the sweep is over.</summary>
    public static async Task<SweepStanding> FollowAsync(
        Sweep sweep,
        DisplayedValue place,
        CancellationToken cancellationToken
    )
    {
        await foreach (var _ in sweep.FollowAsync(cancellationToken).ConfigureAwait(false))
        {
            place.Update(sweep);
        }
        return sweep.Latest;
    }

    private static async Task FollowQuietlyAsync(Sweep sweep, DisplayedValue place)
    {
        try
        {
            await FollowAsync(sweep, place, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HostRefusalException or ObjectDisposedException)
        {
            // Nobody waits for it: what was shown last stays. The sweep was deleted, or the workspace let go.
        }
    }
}
