namespace Attune.Workspace.Executors.Local;

/// <summary>Ends what ended executions left behind outside their process group: double forks, new sessions. Thread-safe.</summary>
/// <remarks>
/// Looks through all processes of the machine, which takes a while where there are many: hence a second after an end, for at
/// most a twentieth of the time, and never on the thread that waits for ends.
/// </remarks>
internal sealed class Leftovers : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly HashSet<ExecutionId> _ended = [];
    private readonly Processes _processes;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _isSet;

    public Leftovers(Processes processes, TimeProvider time)
    {
        (_processes, _time) = (processes, time);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whatever still has this execution's marker will be ended.</summary>
    public void Add(ExecutionId ended)
    {
        lock (_lock)
        {
            _ended.Add(ended);
            Set(Delay);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        ExecutionId[] ended;
        lock (_lock)
        {
            ended = [.. _ended];
        }
        var begin = _time.GetTimestamp();
        var left = _processes.All().FindAll(process => ended.Contains(process.Execution));
        foreach (var (pid, _) in left)
        {
            _ = Native.Kill(pid, Native.SigKill);
        }
        var took = _time.GetElapsedTime(begin);
        lock (_lock)
        {
            _isSet = false;
            if (left.Count == 0)
            {
                _ended.ExceptWith(ended);
            }
            if (_ended.Count > 0)
            {
                Set(took * 20 > Delay ? took * 20 : Delay);
            }
        }
    }

    private void Set(TimeSpan delay)
    {
        if (!_isSet)
        {
            _isSet = true;
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }
}
