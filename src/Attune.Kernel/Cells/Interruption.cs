namespace Attune.Kernel.Cells;

/// <summary>
/// The end of one cell before its time, in steps, each for what the one before did not end. At once: sleeps, locks and waits are woken,
/// and the cell's own loops and functions end at their next <see cref="Checkpoint"/>. A moment later what prints is ended where it
/// prints. What does not end then cannot be ended, and is left behind. A continuation that comes later is not run. Thread-safe.
/// </summary>
/// <remarks>
/// No thread is aborted: <c>System.Runtime.ControlledExecution</c> stops any managed code, but on Linux it ended the whole process when
/// the abort met a library's loop.
/// </remarks>
#pragma warning disable CA1001 // Tasks of a cell may look at its token long after its end: nobody can say when it is no longer of use.
internal sealed class Interruption
#pragma warning restore CA1001
{
    private static readonly TimeSpan UntilOverdue = TimeSpan.FromMilliseconds(30);

    // What does not end by then never may: it stands in native code or computes in a library.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _givenUp = new();
    private readonly HashSet<Thread> _threads = [];
    private bool _isRequested;
    private bool _isOverdue;

    /// <summary>Whether the cell was asked to end.</summary>
    public bool IsRequested => Volatile.Read(ref _isRequested);

    /// <summary>Cancelled when the cell is asked to end: for code that can end by itself.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Cancelled when the cell was asked to end and did not: it is to be left behind.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>Runs code that may be ended; its exception passes through.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted before.</exception>
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
            action();
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
            Checkpoint.Raise();
            foreach (var thread in _threads)
            {
                thread.Interrupt();
            }
        }
        _givenUp.CancelAfter(Patience);
        _ = EndAsync();
    }

    /// <summary>Ends the caller when the cell was asked to end.</summary>
    public void ThrowIfRequested()
    {
        if (IsRequested)
        {
            throw new OperationCanceledException("The cell was interrupted.");
        }
    }

    /// <summary>Ends the caller when the cell was asked to end a moment ago: there was time to tidy up.</summary>
    public void ThrowIfOverdue()
    {
        if (Volatile.Read(ref _isOverdue))
        {
            ThrowIfRequested();
        }
    }

    private async Task EndAsync()
    {
        // Whatever the user's code hangs on the token runs in there.
        _ = Task.Run(_stop.Cancel);
        await Task.Delay(UntilOverdue);
        Volatile.Write(ref _isOverdue, true);
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
