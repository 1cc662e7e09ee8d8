using System.Diagnostics.CodeAnalysis;

namespace Attune.Workspace.Executors.Local;

/// <summary>An execution that is waited for.</summary>
internal sealed record Watched(ExecutionId Id, int Pid, StateFolder State)
{
    /// <summary>Readable once the shim has ended; −1 when it had ended already.</summary>
    public int Descriptor { get; init; } = Native.OpenProcess(Pid);

    /// <summary>When it is ended as timed out, by the watch's clock.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Its control group, where there is one.</summary>
    public MemoryGroup? Group { get; init; }

    /// <summary>The limit that we measure ourselves, where there is no control group.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>When it is ended by force, once it was asked to end.</summary>
    public TimeSpan? KillAt { get; set; }
}

/// <summary>One thread that waits for the ends of all executions, keeps their deadlines, and leaves no process of an ended one behind.</summary>
internal sealed class ExitWatch : IDisposable
{
    private static readonly TimeSpan MemoryInterval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Dictionary<ExecutionId, Watched> _watched = [];
    private readonly Processes _processes;
    private readonly Leftovers _leftovers;
    private readonly UsageWatch _usage;
    private readonly TimeSpan _grace;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Action<ExecutionId, ExecutionEnd> _over;
    private readonly int _wake = Native.EventDescriptor(0, 0x80000);
    private readonly Thread _thread;
    private TimeSpan _measureAt;
    private volatile bool _disposed;

    public ExitWatch(
        Processes processes,
        UsageWatch usage,
        TimeSpan grace,
        TimeProvider time,
        Action<ExecutionId, ExecutionEnd> over
    )
    {
        (_processes, _usage, _grace, _time, _over) = (processes, usage, grace, time, over);
        _leftovers = new Leftovers(processes, time);
        _origin = time.GetTimestamp();
        _thread = new Thread(Run) { IsBackground = true, Name = "attune exits" };
        _thread.Start();
    }

    /// <summary>A monotonic clock, which no change of the machine's time moves.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>A moment this far ahead.</summary>
    public TimeSpan In(TimeSpan delay) => Now + delay;

    public bool Knows(ExecutionId id)
    {
        lock (_lock)
        {
            return _watched.ContainsKey(id);
        }
    }

    public void Add(Watched watched)
    {
        lock (_lock)
        {
            _watched[watched.Id] = watched;
        }
        _usage.Add(watched.Id, watched.State);
        Wake();
    }

    /// <summary>Asks an execution to end, or ends it.</summary>
    public void Stop(ExecutionId id, StopMode mode, ExecutionEndKind kind)
    {
        if (!TryGet(id, out var watched))
        {
            return;
        }
        watched.State.Ending(kind);
        if (mode == StopMode.Forceful)
        {
            _usage.Look(); // The shim dies too, and writes down nothing any more.
            _ = Native.Kill(-watched.Pid, Native.SigKill);
            KillTree(id);
            return;
        }
        _ = Native.Kill(-watched.Pid, Native.SigTerm);
        foreach (var (pid, execution) in _processes.All())
        {
            // Those that left the group hear of it too; the shim hears it twice, which changes nothing.
            if (execution == id && pid != watched.Pid)
            {
                _ = Native.Kill(pid, Native.SigTerm);
            }
        }
        watched.KillAt ??= In(_grace);
        Wake();
    }

    /// <summary>Ends every process with the execution's marker, looking again until none is left.</summary>
    public void KillTree(ExecutionId id)
    {
        for (var round = 0; round < 100; round++)
        {
            var left = _processes.All().FindAll(process => process.Execution == id);
            if (left.Count == 0)
            {
                return;
            }
            foreach (var (pid, _) in left)
            {
                _ = Native.Kill(pid, Native.SigKill);
            }
            Thread.Sleep(Math.Min(20, round)); // The kernel needs a moment to end what was killed.
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            // A number that was closed may be another file's by now.
            return;
        }
        _disposed = true;
        Wake();
        _thread.Join();
        _leftovers.Dispose();
        _ = Native.Close(_wake);
        foreach (var watched in _watched.Values.Where(watched => watched.Descriptor >= 0))
        {
            _ = Native.Close(watched.Descriptor);
        }
    }

    private void Run()
    {
        while (!_disposed)
        {
            Watched[] all;
            lock (_lock)
            {
                all = [.. _watched.Values];
            }
            var entries = new Native.PollEntry[all.Length + 1];
            entries[0] = new() { Descriptor = _wake, Events = 1 };
            for (var i = 0; i < all.Length; i++)
            {
                entries[i + 1] = new() { Descriptor = all[i].Descriptor, Events = 1 };
            }
            _ = Native.Poll(entries, Patience(all));
            if (entries[0].Happened != 0)
            {
                _ = Native.Read(_wake, out _, 8);
            }
            for (var i = 0; i < all.Length; i++)
            {
                if (entries[i + 1].Happened != 0 || all[i].Descriptor < 0)
                {
                    End(all[i]);
                }
            }
            KeepTime(all);
        }
    }

    private void End(Watched watched)
    {
        if (watched.Descriptor >= 0)
        {
            // While the shim is a zombie its number cannot be given to another process, so the group is still ours.
            _ = Native.Kill(-watched.Pid, Native.SigKill);
            Native.Reap(watched.Descriptor);
            _ = Native.Close(watched.Descriptor);
        }
        if (watched.State.End() is null)
        {
            // The shim itself was killed: nothing of its tree may run on beside a second attempt.
            KillTree(watched.Id);
        }
        var end = EndReading.Of(watched.State, watched.Group, _usage.Remove(watched.Id));
        watched.Group?.Remove();
        lock (_lock)
        {
            _watched.Remove(watched.Id);
        }
        _leftovers.Add(watched.Id);
        _over(watched.Id, end);
    }

    private void KeepTime(Watched[] all)
    {
        var now = Now;
        var memory = Memory(all, now);
        foreach (var watched in all)
        {
            if (watched.KillAt <= now && Knows(watched.Id))
            {
                Stop(watched.Id, StopMode.Forceful, ExecutionEndKind.Stopped);
            }
            else if (watched.KillAt is null && watched.Deadline <= now)
            {
                Stop(watched.Id, StopMode.Graceful, ExecutionEndKind.TimedOut);
            }
            else if (watched.MemoryLimit < memory.GetValueOrDefault(watched.Id))
            {
                Stop(watched.Id, StopMode.Forceful, ExecutionEndKind.OutOfMemory);
            }
        }
    }

    /// <summary>What the executions use whose limit is ours to keep, in bytes; nothing before it is time to measure again.</summary>
    private Dictionary<ExecutionId, long> Memory(Watched[] all, TimeSpan now)
    {
        if (now < _measureAt || !Array.Exists(all, watched => watched.MemoryLimit is not null))
        {
            return [];
        }
        var used = new Dictionary<ExecutionId, long>();
        foreach (var (pid, execution) in _processes.All())
        {
            used[execution] = used.GetValueOrDefault(execution) + Processes.Memory(pid);
        }
        _measureAt = In(MemoryInterval);
        return used;
    }

    private int Patience(Watched[] all)
    {
        var next = TimeSpan.MaxValue;
        foreach (var watched in all)
        {
            var at = watched.KillAt ?? watched.Deadline ?? TimeSpan.MaxValue;
            at = watched.MemoryLimit is null ? at : TimeSpan.FromTicks(Math.Min(at.Ticks, _measureAt.Ticks));
            next = at < next ? at : next;
        }
        return next == TimeSpan.MaxValue
            ? -1
            : (int)Math.Clamp((next - Now).TotalMilliseconds + 1, 0, 3_600_000);
    }

    private bool TryGet(ExecutionId id, [NotNullWhen(true)] out Watched? watched)
    {
        lock (_lock)
        {
            return _watched.TryGetValue(id, out watched);
        }
    }

    private void Wake() => _ = Native.Write(_wake, 1, 8);
}
