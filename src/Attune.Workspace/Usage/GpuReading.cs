using System.Globalization;

namespace Attune.Workspace.Usage;

/// <summary>A GPU at one moment.</summary>
/// <param name="Index">Its number, as <c>CUDA_VISIBLE_DEVICES</c> takes it.</param>
/// <param name="Utilization">How busy it is, in per cent from 0 to 100; null where it does not say.</param>
/// <param name="MemoryUsed">Memory in use, in bytes.</param>
/// <param name="MemoryTotal">All of its memory, in bytes.</param>
public sealed record GpuSample(string Index, double? Utilization, long MemoryUsed, long MemoryTotal);

/// <summary>All GPUs and the processes on them at one moment, as <c>nvidia-smi</c> tells. Immutable.</summary>
internal sealed class GpuReading
{
    private const long Mebibyte = 1 << 20;

    private readonly Dictionary<string, GpuSample> _byUuid = new(StringComparer.Ordinal);
    private readonly List<(int Pid, string Uuid, long Memory)> _processes = [];

    /// <summary>Reads what was printed; lines that are not understood are passed over.</summary>
    /// <param name="gpus">Lines of index, uuid, utilisation in per cent, used and total memory in MiB.</param>
    /// <param name="processes">Lines of the GPU's uuid, process id and used memory in MiB.</param>
    public GpuReading(IEnumerable<string> gpus, IEnumerable<string> processes)
    {
        foreach (var line in gpus)
        {
            if (
                Cells(line) is [var index, var uuid, var busy, var used, var total]
                && Number(used) is { } usedMemory
                && Number(total) is { } totalMemory
            )
            {
                _byUuid[uuid] = new GpuSample(
                    index,
                    Number(busy),
                    (long)usedMemory * Mebibyte,
                    (long)totalMemory * Mebibyte
                );
            }
        }
        foreach (var line in processes)
        {
            if (Cells(line) is [var uuid, var pid, var used] && Number(pid) is { } id)
            {
                _processes.Add(((int)id, uuid, (long)(Number(used) ?? 0) * Mebibyte));
            }
        }
    }

    /// <summary>The GPUs, in the order in which they were printed.</summary>
    public IReadOnlyList<GpuSample> Gpus => [.. _byUuid.Values];

    /// <summary>What some processes use of the GPUs; null when they use none.</summary>
    /// <returns>Their memory there together, in bytes, and how busy those GPUs are on average, in per cent.</returns>
    public (long Memory, double? Utilization)? Of(IEnumerable<int> pids)
    {
        var ids = pids.ToHashSet();
        var used = _processes.Where(process => ids.Contains(process.Pid)).ToList();
        return used.Count == 0
            ? null
            : (
                used.Sum(process => process.Memory),
                used.Select(process => process.Uuid)
                    .Distinct(StringComparer.Ordinal)
                    .Select(uuid => _byUuid.GetValueOrDefault(uuid)?.Utilization)
                    .Average()
            );
    }

    private static string[] Cells(string line) => line.Split(',', StringSplitOptions.TrimEntries);

    // What a GPU does not tell is "[N/A]" or "[Not Supported]".
    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
