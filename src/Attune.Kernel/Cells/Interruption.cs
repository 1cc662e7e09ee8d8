using System.Runtime;

namespace Attune.Kernel.Cells;

/// <summary>
/// The end of one cell before its time. Its threads are woken from sleeps, locks and waits first; what computes on is aborted where it
/// stands, by the runtime's <see cref="ControlledExecution"/>, and a continuation that comes later is not run. Thread-safe.
/// </summary>
#pragma warning disable CA1001 // Tasks of a cell may look at its token long after its end: nobody can say when it is no longer of use.
internal sealed class Interruption
#pragma warning restore CA1001
{
    // A cell that was asleep ends by itself, with its finally blocks run in order, before it would be aborted.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);

    // What does not end by then never may: it stands in native code, or loops in a finally block.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _givenUp = new();
    private readonly HashSet<Thread> _threads = [];
    private bool _isRequested;

    /// <summary>Whether the cell was asked to end.</summary>
    public bool IsRequested => Volatile.Read(ref _isRequested);

    /// <summary>Cancelled when the cell is asked to end: for code that can end by itself.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Cancelled when the cell was asked to end and did not: it is to be left behind.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>Runs code that may be ended; its exception passes through.</summary>
    /// <exception cref="OperationCanceledException">It was aborted.</exception>
    public void Run(Action action)
    {
        lock (_threads)
        {
            if (_isRequested)
            {
                throw new OperationCanceledException();
            }
            _threads.Add(Thread.CurrentThread);
        }
        try
        {
#pragma warning disable SYSLIB0046 // Made for this: an interactive host whose user asks that a computation be stopped.
            ControlledExecution.Run(action, _stop.Token);
#pragma warning restore SYSLIB0046
        }
        finally
        {
            lock (_threads)
            {
                _threads.Remove(Thread.CurrentThread);
            }
            if (IsRequested)
            {
                Forget();
            }
        }
    }

    /// <summary>Asks the cell to end.</summary>
    public void Request()
    {
        lock (_threads)
        {
            if (_isRequested)
            {
                return;
            }
            Volatile.Write(ref _isRequested, true);
            foreach (var thread in _threads)
            {
                thread.Interrupt();
            }
        }
        _givenUp.CancelAfter(Patience);
        _ = CancelAsync();
    }

    private async Task CancelAsync()
    {
        await Task.Delay(Grace);
        // Each abort is waited for, so this is nothing for the thread that asked.
        await Task.Run(_stop.Cancel);
    }

    // A wake-up that met no wait would end the thread's next one.
    private static void Forget()
    {
        try
        {
            Thread.Sleep(1);
        }
        catch (ThreadInterruptedException) { }
    }
}
