using System.Diagnostics;
using static Attune.Load.Figures;

namespace Attune.Load;

/// <summary>A sweep of very many trials of <c>true</c>: the time from a trial's exit to the next one's start, by the shims' own time stamps.</summary>
internal static class TrialLoad
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var trials = Number(arguments, "--count", 2000);
        var atOnce = Number(arguments, "--at-once", 2);
        await using var host = await LoadedHost.OpenAsync();
        await host.FollowAsync(await host.SubmitAsync("true", 50, atOnce)); // compiles what is used often
        var before = (Plain: Xargs.Seconds(trials, atOnce), Gaps: Xargs.Gaps(trials, atOnce));
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var folder = await host.FollowAsync(await host.SubmitAsync("true", trials, atOnce));
        watch.Stop();
        process.Refresh();
        processor = process.TotalProcessorTime - processor;
        var after = (Plain: Xargs.Seconds(trials, atOnce), Gaps: Xargs.Gaps(trials, atOnce));
        var stamps = Stamps.OfSweep(folder);
        Line("trials", stamps.Starts.Length, "");
        Spread("from exit to next start", stamps.Gaps(atOnce));
        Line("a trial itself, median", Quantile(stamps.Durations, 0.5), "ms");
        Line("the sweep", watch.Elapsed.TotalSeconds, "s");
        Line("the host's processor time for each trial", processor.TotalMilliseconds / trials, "ms");
        Line($"xargs -P{atOnce} bash -c true, as many, before", before.Plain, "s");
        Line($"xargs -P{atOnce} bash -c true, as many, after", after.Plain, "s");
        Spread($"xargs -P{atOnce}, stamped, from exit to next start, before", before.Gaps);
        Spread($"xargs -P{atOnce}, stamped, from exit to next start, after", after.Gaps);
        Line("memory of the host, at most", process.PeakWorkingSet64 / 1048576.0, "MiB");
        return 0;
    }
}
