using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Attune.Benchmarks;

/// <summary>Ask and tell of the samplers that take microseconds, where a clock around each alone would measure itself: the mean of a thousand.</summary>
[Config(typeof(Config))]
public class QuickCost
{
    private const int Many = 1000;

    private MixedStudy? _study;

    [Params("random", "sobol")]
    public string Sampler { get; set; } = "random";

    [GlobalSetup]
    public void Fill() => _study = new MixedStudy(Sampler, 1000);

    [Benchmark(OperationsPerInvoke = Many)]
    public void AskAndTell()
    {
        for (var i = 0; i < Many; i++)
        {
            _study!.Step();
        }
    }

    private sealed class Config : ManualConfig
    {
        public Config()
        {
            AddJob(
                Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                    .WithStrategy(RunStrategy.Monitoring)
                    .WithWarmupCount(10)
                    .WithIterationCount(30)
                    .WithInvocationCount(1)
                    .WithUnrollFactor(1)
            );
            AddColumn(StatisticColumn.Min, StatisticColumn.Median, StatisticColumn.Max);
        }
    }
}
