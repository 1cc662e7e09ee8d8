using System.Globalization;

namespace Attune.Workspace.Usage;

/// <summary>How busy this machine was in the last hour: a sample every five seconds, kept in memory while the host lives. Thread-safe.</summary>
/// <remarks>Where the system has no <c>/proc</c> there are no samples.</remarks>
public sealed class MachineUse : IDisposable
{
    /// <summary>How long samples are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>The time between two samples.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Asking a GPU may wake it: seldom, unless trials have it asked anyway.
    private static readonly TimeSpan GpuAge = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly GpuProbe? _gpus;
    private readonly string _proc;
    private readonly ITimer _timer;
    private (long Busy, long All) _before;
    private int _sampling;
    private volatile MachineSample[] _samples = [];

    internal MachineUse(TimeProvider time, GpuProbe? gpus, string proc = "/proc")
    {
        (_time, _gpus, _proc) = (time, gpus, proc);
        _before = Processors() ?? default;
        _timer = time.CreateTimer(_ => Sample(), null, Interval, Interval);
    }

    /// <summary>The samples of the last hour, the oldest first: the same list until there is a new one.</summary>
    public IReadOnlyList<MachineSample> Samples => _samples;

    /// <summary>Takes no more samples.</summary>
    public void Dispose() => _timer.Dispose();

    /// <summary>Takes a sample now.</summary>
    internal void Sample()
    {
        // One that takes longer than the interval, because a GPU is slow, is not begun twice.
        if (Interlocked.Exchange(ref _sampling, 1) == 1)
        {
            return;
        }
        try
        {
            if (Processors() is not { } now || Memory() is not { } memory)
            {
                return;
            }
            var all = now.All - _before.All;
            var percent = all > 0 ? Math.Clamp(100.0 * (now.Busy - _before.Busy) / all, 0, 100) : 0;
            _before = now;
            var gpus = _gpus?.Read(GpuAge)?.Gpus ?? [];
            var at = _time.GetUtcNow();
            _samples =
            [
                .. _samples.Where(sample => sample.At > at - Kept),
                new MachineSample(at, percent, memory.Total - memory.Available, memory.Total, gpus),
            ];
        }
        finally
        {
            Volatile.Write(ref _sampling, 0);
        }
    }

    // cpu user nice system idle iowait irq softirq steal guest guest_nice; the guests are in user and nice already.
    private (long Busy, long All)? Processors()
    {
        var times = Lines("stat")
            .FirstOrDefault(line => line.StartsWith("cpu ", StringComparison.Ordinal))
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Take(8)
            .Select(text =>
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                    ? ticks
                    : 0
            )
            .ToArray();
        return times is [_, _, _, var idle, var waiting, ..]
            ? (times.Sum() - idle - waiting, times.Sum())
            : null;
    }

    private (long Total, long Available)? Memory()
    {
        long? total = null;
        long? available = null;
        foreach (var line in Lines("meminfo"))
        {
            total ??= ProcessUse.Kilobytes(line, "MemTotal:");
            available ??= ProcessUse.Kilobytes(line, "MemAvailable:");
        }
        return total is { } all && available is { } free ? (all, free) : null;
    }

    private string[] Lines(string name)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(_proc, name));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
