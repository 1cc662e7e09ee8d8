using System.Diagnostics;
using static Attune.Load.Figures;

namespace Attune.Load;

/// <summary>Whether the ten-thousandth trial of a sweep costs what the first did: time and the host's processor time, first and last thousand.</summary>
internal static class ScaleLoad
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var trials = Number(arguments, "--count", 10_000);
        var atOnce = Number(arguments, "--at-once", 2);
        var part = Math.Min(1000, trials / 4);
        await using var host = await LoadedHost.OpenAsync();
        await host.FollowAsync(await host.SubmitAsync("true", 500, atOnce)); // compiles what is used often
        var before = Xargs.Seconds(part, atOnce);
        using var usage = new Usage();
        var folder = await host.FollowAsync(await host.SubmitAsync("true", trials, atOnce));
        var memory = Usage.Resident();
        usage.Dispose();
        var after = Xargs.Seconds(part, atOnce);
        var stamps = Stamps.OfSweep(folder);
        var ends = stamps.Ends.Order().ToArray();
        Line("trials", ends.Length, "");
        Line("the sweep", ends[^1] - stamps.Starts.Min(), "s");
        var first = (From: stamps.Starts.Min(), Until: ends[part - 1]);
        var last = (From: ends[^(part + 1)], Until: ends[^1]);
        Report("time", span => span.Until - span.From);
        Report("processor time of the host", span => usage.At(span.Until) - usage.At(span.From));
        Spread("from exit to next start", stamps.Gaps(atOnce));
        Line($"xargs -P{atOnce} bash -c true, {part} of them, before", before, "s");
        Line($"xargs -P{atOnce} bash -c true, {part} of them, after", after, "s");
        Line("memory of the host at the end", memory, "MiB");
        using var process = Process.GetCurrentProcess();
        Line("memory of the host, at most", process.PeakWorkingSet64 / 1048576.0, "MiB");
        return 0;

        void Report(string what, Func<(double From, double Until), double> cost)
        {
            Line($"{what}, the first {part}", cost(first), "s");
            Line($"{what}, the last {part}", cost(last), "s");
            Line($"{what}, last against first", cost(last) / cost(first), "times");
        }
    }

    /// <summary>The processor time of this process over the course of time, looked at fifty times a second.</summary>
    private sealed class Usage : IDisposable
    {
        private readonly List<(double At, double Used)> _samples = [];
        private readonly Thread _thread;
        private volatile bool _ended;

        public Usage()
        {
            _thread = new Thread(Watch) { IsBackground = true };
            _thread.Start();
        }

        /// <summary>Processor seconds used up to a time, between two looks in proportion.</summary>
        public double At(double time)
        {
            var next = _samples.FindIndex(sample => sample.At >= time);
            if (next <= 0)
            {
                return next < 0 ? _samples[^1].Used : _samples[0].Used;
            }
            var (before, after) = (_samples[next - 1], _samples[next]);
            return before.Used + ((after.Used - before.Used) * (time - before.At) / (after.At - before.At));
        }

        public static double Resident()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64 / 1048576.0;
        }

        public void Dispose()
        {
            _ended = true;
            _thread.Join();
        }

        private void Watch()
        {
            while (!_ended)
            {
                var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
                _samples.Add((now, Environment.CpuUsage.TotalTime.TotalSeconds));
                Thread.Sleep(20);
            }
        }
    }
}
