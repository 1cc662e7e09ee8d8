namespace Attune.Workspace.Compute;

/// <summary>What an instance may use of this machine, by the name of its size.</summary>
/// <param name="Processors">Processors that its programs run on; null for all.</param>
/// <param name="Memory">Memory of all its programs together, in bytes; null without a limit.</param>
public sealed record InstanceSize(int? Processors, long? Memory)
{
    private const long GiB = 1L << 30;

    // Processors and GiB of memory of a cloud's sizes that exercises and people use for instances.
    private static readonly Dictionary<string, (int Processors, int Memory)> Known = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["Standard_D1_v2"] = (1, 3),
        ["Standard_DS1_v2"] = (1, 3),
        ["Standard_D2_v2"] = (2, 7),
        ["Standard_DS2_v2"] = (2, 7),
        ["Standard_D3_v2"] = (4, 14),
        ["Standard_DS3_v2"] = (4, 14),
        ["Standard_DS4_v2"] = (8, 28),
        ["Standard_DS5_v2"] = (16, 56),
        ["Standard_D11_v2"] = (2, 14),
        ["Standard_DS11_v2"] = (2, 14),
        ["Standard_DS12_v2"] = (4, 28),
        ["Standard_DS13_v2"] = (8, 56),
        ["Standard_D2s_v3"] = (2, 8),
        ["Standard_D4s_v3"] = (4, 16),
        ["Standard_D8s_v3"] = (8, 32),
        ["Standard_E2s_v3"] = (2, 16),
        ["Standard_E4s_v3"] = (4, 32),
        ["Standard_E4ds_v4"] = (4, 32),
        ["Standard_E8s_v3"] = (8, 64),
        ["Standard_F2s_v2"] = (2, 4),
        ["Standard_F4s_v2"] = (4, 8),
        ["Standard_NC6"] = (6, 56),
        ["Standard_NC6s_v3"] = (6, 112),
    };

    /// <summary>What a size allows; of a size that this machine does not reach, or whose name is not known, all there is.</summary>
    public static InstanceSize Of(string size) => Of(size, Environment.ProcessorCount, MachineMemory);

    internal static InstanceSize Of(string size, int processors, long memory)
    {
        ArgumentNullException.ThrowIfNull(size);
        return Known.TryGetValue(size, out var known)
            ? new InstanceSize(
                known.Processors < processors ? known.Processors : null,
                known.Memory * GiB < memory ? known.Memory * GiB : null
            )
            : new InstanceSize(null, null);
    }

    /// <summary>What it allows, in words.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (Processors is { } processors)
        {
            parts.Add(FormattableString.Invariant($"{processors} of the processors"));
        }
        if (Memory is { } bytes)
        {
            parts.Add(FormattableString.Invariant($"{bytes / GiB} GiB of the memory"));
        }
        return parts.Count == 0 ? "this machine" : $"{string.Join(" and ", parts)} of this machine";
    }

    private static long MachineMemory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
