using System.Globalization;
using System.Runtime.CompilerServices;

namespace Attune.Benchmarks;

/// <summary>The memory of a long study.</summary>
internal static class StudyMemory
{
    public static void Print(int trials)
    {
        foreach (var sampler in (string[])["random", "tpe", "auto"])
        {
            var bytes = Measure(sampler, trials);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sampler}: {trials:N0} trials, {bytes / 1048576.0:F0} MiB, {(double)bytes / trials:F0} bytes a trial"
                )
            );
        }
    }

    // A method of its own, so that nothing of one study lives on in the measurement of the next.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Measure(string sampler, int trials)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var study = new MixedStudy(sampler, trials);
        study.Step();
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(study);
        return bytes;
    }
}
