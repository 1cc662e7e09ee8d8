using System.Diagnostics;
using System.Globalization;
using Attune.Spaces;
using Attune.Storage;
using Attune.Studies;

namespace Attune.Load;

/// <summary>How fast the store takes points and changes, each acknowledged only when it is on the disk.</summary>
internal static class StorageLoad
{
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = double.Parse(Option(args, "--seconds") ?? "10", CultureInfo.InvariantCulture);
        var parent = Option(args, "--folder") ?? Path.GetTempPath();
        var home = Directory
            .CreateDirectory(Path.Combine(parent, "attune-load-" + Guid.NewGuid().ToString("N")))
            .FullName;
        try
        {
            await using var database = await AttuneDatabase.OpenAsync(home);
            Print($"disk: one 4 KiB append and fsync takes {FsyncMilliseconds(home):F2} ms (median)");
            await PointsAsync(database, "batches of 1,000 from 100 runs", runs: 100, batch: 1000, seconds);
            await PointsAsync(database, "single points from 1 caller", runs: 1, batch: 1, seconds / 3);
            await PointsAsync(database, "single points from 16 callers", runs: 16, batch: 1, seconds / 3);
            await PointsAsync(database, "single points from 100 callers", runs: 100, batch: 1, seconds / 3);
            await ChangesAsync(database, 1000);
            Print($"memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB at most");
            Print($"files {new DirectoryInfo(home).EnumerateFiles().Sum(file => file.Length) >> 20} MiB");
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
        return 0;
    }

    private static async Task PointsAsync(
        AttuneDatabase database,
        string name,
        int runs,
        int batch,
        double seconds
    )
    {
        var clock = Stopwatch.StartNew();
        var callers = await Task.WhenAll(
            Enumerable
                .Range(0, runs)
                .Select(run => Task.Run(() => CallerAsync(database, name + run, batch, seconds, clock)))
        );
        var elapsed = clock.Elapsed.TotalSeconds;
        var times = callers.SelectMany(x => x).Order().ToArray();
        var rate = times.Length * (double)batch / elapsed;
        Print(
            $"{name}: {rate:N0} points/s for {elapsed:F0} s; answer after {Quantile(times, 0.5):F2} ms median, {Quantile(times, 0.99):F1} ms p99"
        );
    }

    private static async Task<List<double>> CallerAsync(
        AttuneDatabase database,
        string run,
        int batch,
        double seconds,
        Stopwatch clock
    )
    {
        var times = new List<double>();
        for (var step = 0L; clock.Elapsed.TotalSeconds < seconds; step += batch)
        {
            var points = new Measurement[batch];
            for (var i = 0; i < batch; i++)
            {
                points[i] = new Measurement(
                    run,
                    1,
                    "loss",
                    step + i,
                    1 / (1.0 + step + i),
                    1_790_000_000_000 + step + i
                );
            }
            var start = Stopwatch.GetTimestamp();
            var added = await database.Measurements.AppendAsync(points, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (added.Count != batch)
            {
                throw new InvalidOperationException($"{added.Count} of {batch} points were new.");
            }
        }
        return times;
    }

    private static async Task ChangesAsync(AttuneDatabase database, int count)
    {
        var study = new StudyId("load");
        await database.Studies.CreateAsync(study, Spec(), CancellationToken.None);
        var lease = await database.Studies.LeaseAsync(study, CancellationToken.None);
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            StudyChange[] changes = [new TrialStarted(i, 1) { At = TimeProvider.System.GetUtcNow() }];
            var start = Stopwatch.GetTimestamp();
            await database.Studies.AppendAsync(study, lease, i, changes, CancellationToken.None);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        Print(
            $"study changes one by one: {Quantile(times, 0.5):F2} ms median, {Quantile(times, 0.99):F1} ms p99"
        );
    }

    private static StudySpec Spec() =>
        new()
        {
            Space = SearchSpace.Build(space => space.LogFloat("lr", 1e-5, 1e-1)),
            Objectives = [new Objective("loss", Goal.Minimize)],
        };

    private static double FsyncMilliseconds(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "fsync"), FileMode.Create, FileAccess.Write);
        var page = new byte[4096];
        var times = new double[200];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        return Quantile(times, 0.5);
    }

    private static double Quantile(double[] sorted, double q) =>
        sorted[(int)Math.Min(sorted.Length - 1, q * sorted.Length)];

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    private static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
