namespace Attune.Kernel.Cells;

/// <summary>
/// Where a cell goes on after an <c>await</c>: on the thread pool, as in a console program, so that a cell which blocks on its own
/// tasks does not stand in their way; within the reach of the cell's interruption.
/// </summary>
internal sealed class CellContext(Interruption interruption, Action<Exception> unhandled)
    : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) =>
        ThreadPool.QueueUserWorkItem(_ =>
        {
            SetSynchronizationContext(this);
            try
            {
                interruption.Run(() => d(state));
            }
            catch (Exception error)
            {
                // Of an async void method, or the interruption itself.
                if (!interruption.IsRequested)
                {
                    unhandled(error);
                }
            }
            finally
            {
                SetSynchronizationContext(null);
            }
        });

    public override SynchronizationContext CreateCopy() => this;
}
