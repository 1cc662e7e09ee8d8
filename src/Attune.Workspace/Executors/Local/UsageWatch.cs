using Attune.Studies;
using Attune.Workspace.Usage;

namespace Attune.Workspace.Executors.Local;

/// <summary>Looks now and then at what running executions use. Thread-safe.</summary>
/// <remarks>
/// One look is for all executions: through all processes of the machine, which takes a while where there are many, so that it is done
/// every two seconds (four times a second while one is young, that short trials are seen too), for at most a hundredth of the time, and
/// never on the thread that waits for ends. What was seen is written down beside the attempt: a later host goes on from there.
/// </remarks>
internal sealed class UsageWatch : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan GpuAge = TimeSpan.FromSeconds(4);

    private readonly Lock _lock = new();
    private readonly Lock _looking = new();
    private readonly Dictionary<ExecutionId, Seen> _seen = [];
    private readonly Processes _processes;
    private readonly GpuProbe? _gpus;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private GpuReading? _lastGpus;
    private long _looked;
    private bool _isSet;

    public UsageWatch(Processes processes, GpuProbe? gpus, TimeProvider time)
    {
        (_processes, _gpus, _time) = (processes, gpus, time);
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Looks at an execution from now on, after what an earlier host saw of it.</summary>
    public void Add(ExecutionId id, StateFolder state)
    {
        if (!state.IsMeasured)
        {
            return;
        }
        var before = state.Usage();
        lock (_lock)
        {
            _seen[id] = new Seen(state, _time.GetTimestamp(), before);
            if (!_isSet)
            {
                _isSet = true;
                _timer.Change(Soon, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>What an execution has used by now; null when it was not seen yet.</summary>
    public TrialUsage? Of(ExecutionId id)
    {
        lock (_lock)
        {
            return _seen.GetValueOrDefault(id)?.Usage?.Usage;
        }
    }

    /// <summary>Looks at an execution no more.</summary>
    /// <returns>What was seen of it; null when nothing was.</returns>
    public MeasuredUsage? Remove(ExecutionId id)
    {
        lock (_lock)
        {
            return _seen.Remove(id, out var seen) ? seen.Usage : null;
        }
    }

    /// <summary>Looks at all of them now, unless that was done just before.</summary>
    public void Look()
    {
        lock (_looking)
        {
            if (_looked == 0 || _time.GetElapsedTime(_looked) >= Fresh)
            {
                // The GPUs answer too slowly for those who want to stop something.
                Measure(null);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        // Asking the GPUs takes long but no time of this process, and whoever stops something does not wait for it.
        var gpus = _gpus?.Read(GpuAge);
        var begin = _time.GetTimestamp();
        lock (_looking)
        {
            Measure(ReferenceEquals(gpus, _lastGpus) ? null : gpus);
            _lastGpus = gpus;
        }
        var least = 100 * _time.GetElapsedTime(begin);
        lock (_lock)
        {
            _isSet = _seen.Count > 0;
            if (_isSet)
            {
                var young = _seen.Values.Any(seen => _time.GetElapsedTime(seen.Since) < Young);
                var pause = young ? Soon : Usual;
                _timer.Change(least > pause ? least : pause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Measure(GpuReading? gpus)
    {
        var found = _processes.All().ToLookup(process => process.Execution, process => process.Pid);
        var news = new List<(StateFolder State, MeasuredUsage Usage)>();
        foreach (var processes in found)
        {
            var uses = processes.Select(ProcessUse.Of).ToList();
            var memory = Math.Max(uses.Sum(use => use.Memory), uses.Max(use => use.MostMemory));
            var seconds = uses.Sum(use => use.ProcessorSeconds);
            lock (_lock)
            {
                if (_seen.TryGetValue(processes.Key, out var seen))
                {
                    seen.Usage = (seen.Usage ?? MeasuredUsage.Nothing).With(seconds, memory);
                    if (gpus?.Of(processes) is var (bytes, utilization))
                    {
                        seen.Usage = seen.Usage.WithGpus(bytes, utilization);
                    }
                    if (seen.Usage.IsNewsAfter(seen.Written))
                    {
                        seen.Written = seen.Usage;
                        news.Add((seen.State, seen.Usage));
                    }
                }
            }
        }
        foreach (var (state, usage) in news)
        {
            Write(state, usage);
        }
        _looked = _time.GetTimestamp();
    }

    private static void Write(StateFolder state, MeasuredUsage usage)
    {
        try
        {
            state.Usage(usage);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk, or its job was deleted: no reason to disturb anybody. It stays in memory.
        }
    }

    private sealed class Seen(StateFolder state, long since, MeasuredUsage? before)
    {
        public StateFolder State => state;

        public long Since => since;

        public MeasuredUsage? Usage { get; set; } = before;

        public MeasuredUsage? Written { get; set; } = before;
    }
}
