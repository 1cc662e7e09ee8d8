using System.Globalization;
using Attune.Workspace.Executors;

namespace Attune.Studio.Pages.Compute;

/// <summary>The one machine that all compute is.</summary>
internal static class ThisMachine
{
    private static readonly Lazy<int> Gpus = new(() => Slots.Detect().Count);

    /// <summary>Its name and what is in it, in a line.</summary>
    public static string Words =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.MachineName}: {Pages.Words.Count(Environment.ProcessorCount, "processor")}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30):0.#} GiB of memory, {Pages.Words.Count(Gpus.Value, "GPU")}"
        );

    /// <summary>Names of sizes that forms offer: this machine's own, and some that people know from a cloud.</summary>
    public static IReadOnlyList<string> Sizes { get; } =
    [
        Workspace.Compute.ComputeTarget.ThisMachine,
        "Standard_DS11_v2",
        "Standard_DS3_v2",
        "Standard_E4ds_v4",
        "Standard_NC6s_v3",
    ];
}
