using Attune.Client.Protocols.Arm;
using Attune.Workspace.Compute;
using Attune.Workspace.Executors;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>This machine as the one size that there is.</summary>
internal static class MachineSize
{
    private static readonly Lazy<int> Gpus = new(() => Slots.Detect().Count);

    public static VirtualMachineSize Of(int processors) =>
        new()
        {
            Name = ComputeTarget.ThisMachine,
            Family = Environment.MachineName,
            Processors = processors,
            Gpus = Gpus.Value,
            MemoryGB = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1),
            LowPriorityCapable = true,
            SupportedComputeTypes = ["ComputeInstance", "AmlCompute"],
        };
}
