using System.Runtime.InteropServices;

namespace Attune.Kernel;

/// <summary>The kernel's own process: its standard error, which cells do not write to, and its parent.</summary>
internal static partial class KernelProcess
{
    private static readonly TextWriter Log = new StreamWriter(Console.OpenStandardError())
    {
        AutoFlush = true,
    };

    /// <summary>Notes something for whoever runs the notebook server.</summary>
    public static void Note(string text) => Log.WriteLine($"attune-kernel: {text}");

    /// <summary>Ends when the process that started this one is gone; a kernel without its front end is of no use.</summary>
    public static async Task OrphanedAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var parent = getppid();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (getppid() == parent && await timer.WaitForNextTickAsync(cancellationToken)) { }
    }

    [LibraryImport("libc")]
    private static partial int getppid();
}
