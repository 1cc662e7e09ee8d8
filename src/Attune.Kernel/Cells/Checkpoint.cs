using System.ComponentModel;
using Attune.Kernel.Streams;

namespace Attune.Kernel.Cells;

/// <summary>Where a cell looks whether it is to end. Calls stand in its loops and functions without being written there.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Checkpoint
{
    // Read at each turn of each loop: a plain field, which the jit reads anew for each call.
    private static volatile bool _isRaised;

    /// <summary>Goes on, or ends the cell that was interrupted.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public static void Pass()
    {
        if (_isRaised)
        {
            EndIfInterrupted();
        }
    }

    internal static void Raise() => _isRaised = true;

    internal static void Lower() => _isRaised = false;

    // Another cell's tasks may pass here too.
    private static void EndIfInterrupted() => CurrentCell.Value.Interruption.ThrowIfRequested();
}
