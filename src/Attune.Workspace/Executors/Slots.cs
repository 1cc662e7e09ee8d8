using System.Diagnostics;

namespace Attune.Workspace.Executors;

/// <summary>The GPUs of this machine, shared out to trials. Thread-safe.</summary>
public sealed class Slots
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<string> _gpus;
    private readonly Dictionary<string, double> _used = [];
    private readonly Dictionary<string, (IReadOnlyList<string> Gpus, double Share)> _held = [];

    /// <summary>Slots over these GPUs.</summary>
    /// <param name="gpus">Indexes or UUIDs, as <c>CUDA_VISIBLE_DEVICES</c> takes them.</param>
    public Slots(IReadOnlyList<string> gpus)
    {
        ArgumentNullException.ThrowIfNull(gpus);
        _gpus = gpus;
        foreach (var gpu in gpus)
        {
            _used[gpu] = 0;
        }
    }

    /// <summary>How many GPUs there are.</summary>
    public int Gpus => _gpus.Count;

    /// <summary>The GPUs that <c>nvidia-smi</c> lists, or none where it is not installed.</summary>
    public static IReadOnlyList<string> Detect()
    {
        try
        {
            var start = new ProcessStartInfo("nvidia-smi", ["--query-gpu=index", "--format=csv,noheader"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            return process.WaitForExit(5000) && process.ExitCode == 0
                ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : [];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }
    }

    /// <summary>Sets GPUs aside for a trial: each wholly, or the share that <paramref name="trialsPerGpu"/> trials leave it.</summary>
    /// <returns>The GPUs, those least used first; null when too few are free now.</returns>
    public IReadOnlyList<string>? TryReserve(string trial, int count, int trialsPerGpu)
    {
        var share = 1.0 / Math.Max(1, trialsPerGpu);
        lock (_lock)
        {
            if (_held.TryGetValue(trial, out var held))
            {
                return held.Gpus;
            }
            var free = _gpus
                .Where(gpu => _used[gpu] + share <= 1 + 1e-9)
                .OrderBy(gpu => _used[gpu])
                .Take(count)
                .ToArray();
            if (free.Length < count)
            {
                return null;
            }
            Hold(trial, free, share);
            return free;
        }
    }

    /// <summary>Takes note of the GPUs that a found trial uses already.</summary>
    public void Restore(string trial, IReadOnlyList<string> gpus, int trialsPerGpu)
    {
        lock (_lock)
        {
            if (!_held.ContainsKey(trial))
            {
                Hold(trial, [.. gpus.Where(_used.ContainsKey)], 1.0 / Math.Max(1, trialsPerGpu));
            }
        }
    }

    /// <summary>The GPUs that a trial holds now; empty when it has none.</summary>
    public IReadOnlyList<string> HeldBy(string trial)
    {
        lock (_lock)
        {
            return _held.TryGetValue(trial, out var held) ? held.Gpus : [];
        }
    }

    /// <summary>Gives a trial's GPUs back; nothing when it has none.</summary>
    public void Release(string trial)
    {
        lock (_lock)
        {
            if (_held.Remove(trial, out var held))
            {
                foreach (var gpu in held.Gpus)
                {
                    _used[gpu] = Math.Max(0, _used[gpu] - held.Share);
                }
            }
        }
    }

    private void Hold(string trial, IReadOnlyList<string> gpus, double share)
    {
        foreach (var gpu in gpus)
        {
            _used[gpu] += share;
        }
        _held[trial] = (gpus, share);
    }
}
