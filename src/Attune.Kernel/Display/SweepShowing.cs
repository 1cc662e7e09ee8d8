using Attune.Client;
using Attune.Kernel.Display.Sweeps;

namespace Attune.Kernel.Display;

/// <summary>Shows sweeps in notebooks. Thread-safe.</summary>
public static class SweepShowing
{
    /// <summary>
    /// Shows a sweep under the cell and waits until it is over; the picture changes in place. Interrupting the cell ends the waiting, not the
    /// sweep. <c>display(sweep)</c>, or the sweep as a cell's value, shows the same without waiting.
    /// </summary>
    /// <param name="sweep">The sweep.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public static Task<SweepStanding> ShowAsync(this Sweep sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return LiveSweep.FollowAsync(
            sweep,
            DisplayedValue.Show(Formatters.Format(sweep)),
            Notebook.Interrupted
        );
    }
}
