using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Attune.Benchmarks;

/// <summary>One ask and the tell of its value, refits included, in a study that holds so many trials: fifty in a row, each measured alone.</summary>
[Config(typeof(Config))]
public class SuggestionCost
{
    private MixedStudy? _study;

    [Params("random", "sobol", "tpe", "gp", "auto")]
    public string Sampler { get; set; } = "random";

    [Params(50, 100, 200, 500, 1000, 10_000)]
    public int Trials { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        // The runtime compiles what runs often anew, better: measured is what lasts.
        var other = new MixedStudy(Sampler, 100);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(2); )
        {
            other.Step();
        }
        _study = new MixedStudy(Sampler, Trials);
    }

    [Benchmark]
    public void AskAndTell() => _study!.Step();

    private sealed class Config : ManualConfig
    {
        public Config()
        {
            AddJob(
                Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                    .WithStrategy(RunStrategy.Monitoring)
                    .WithWarmupCount(10)
                    .WithIterationCount(50)
                    .WithInvocationCount(1)
                    .WithUnrollFactor(1)
            );
            AddColumn(StatisticColumn.Median, StatisticColumn.P95, StatisticColumn.Max);
        }
    }
}
