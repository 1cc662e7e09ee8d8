using Attune.Workspace.Executors;
using static Attune.Load.Figures;

namespace Attune.Load;

/// <summary>How fast points come in by the tracking protocol from 100 trials of a sweep that runs, each acknowledged when it is durable.</summary>
internal static class MetricLoad
{
    private const int Runs = 100;
    private const long FirstStep = 1_000_000_000;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var seconds = Number(arguments, "--seconds", 60);
        await using var host = await LoadedHost.OpenAsync();
        var job = await host.SubmitAsync("exec sleep 1000000", Runs, Runs);
        var callers = new (string Run, string Token)[Runs];
        for (var i = 0; i < Runs; i++)
        {
            var run = FormattableString.Invariant($"{job.Name}_{i}");
            while (host.Workspace.Trials.Find(run) is null)
            {
                await Task.Delay(20);
            }
            callers[i] = (run, host.Studio.Tokens.Issue(run, 1));
        }
        var all = new Calling(host.Studio.Address.Port, 1, 2, 0, FirstStep, callers);
        var sum = await MetricCallers.CallAsync(all); // compiles what is used often
        var total = sum.Points;
        await MeasureAsync("a lone caller", all with { Callers = callers[..1], Pause = 10, Seconds = 10 });
        await MeasureAsync("log-metric, 100 callers", all with { Seconds = seconds / 3.0 });
        await MeasureAsync("log-batch of 1,000, 100 callers", all with { Batch = 1000, Seconds = seconds });
        var stored = await StoredAsync(host, callers);
        Line("points acknowledged", total, "");
        Line("points in the store", stored, "");
        Line("memory of the host, at most", Memory(), "MiB");
        host.Workspace.Interrupt(StopMode.Forceful);
        await host.Workspace.WaitAsync(job.Name, CancellationToken.None);
        return total == stored ? 0 : 1;

        async Task MeasureAsync(string what, Calling calling)
        {
            // Steps go on from phase to phase, so that no point is like an earlier one.
            calling = calling with
            {
                FirstStep = FirstStep + total,
            };
            var before = Environment.CpuUsage.TotalTime.TotalSeconds;
            var called = await MetricCallers.CallAsync(calling);
            var used = Environment.CpuUsage.TotalTime.TotalSeconds - before;
            total += called.Points;
            Line(what, called.Points / called.Seconds, "points/s");
            Line(what + ": answer, median", called.Median, "ms");
            Line(what + ": answer, p99", called.P99, "ms");
            Line(what + ": calls refused", called.Refused, "");
            Line(what + ": processor time of the host for 1,000 points", used * 1e6 / called.Points, "ms");
            Line(what + ": processor time of the callers in all", called.Processor, "s");
        }
    }

    /// <summary>The newest sequence number: the points of this fresh home are numbered from 1 without a gap.</summary>
    private static async Task<long> StoredAsync(LoadedHost host, (string Run, string Token)[] callers)
    {
        var newest = 0L;
        foreach (var (run, _) in callers)
        {
            var points = await host.Workspace.Database.Measurements.LatestAsync(run, CancellationToken.None);
            newest = Math.Max(newest, points.Count == 0 ? 0 : points.Max(point => point.Sequence));
        }
        return newest;
    }

    private static double Memory()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1048576.0;
    }
}
