using Attune.Studies;
using CsCheck;

namespace Attune.Conformance.Stores;

/// <summary>What every measurement store can do. A test project inherits it and says how to make an empty one.</summary>
public abstract class MeasurementStoreConformance
{
    private const string Run = "sweep_3";

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Numbers that have been lost or bent in stores.</summary>
    public static TheoryData<long> OddBits { get; } =
    [
        .. new[]
        {
            0.0,
            -0.0,
            1,
            -1,
            0.1,
            1e308,
            double.MaxValue,
            double.MinValue,
            double.Epsilon,
            -double.Epsilon,
            4.94e-320,
            double.PositiveInfinity,
            double.NegativeInfinity,
            double.NaN,
            9_007_199_254_740_993,
            1.0 / 3,
        }.Select(BitConverter.DoubleToInt64Bits),
        0x7FF8_0000_0000_0000,
        0x7FF0_0000_0000_0001,
        unchecked((long)0xFFF8_DEAD_BEEF_0001),
    ];

    /// <summary>A store without points, or one where nobody else uses the names of these tests.</summary>
    protected abstract Task<IMeasurementStore> OpenAsync();

    [Fact]
    public async Task A_run_without_points_has_none()
    {
        var store = await OpenAsync();
        Assert.Empty(await store.ReadAsync(Run, null, 0, 100, Cancellation));
        Assert.Empty(await store.ReadAsync(Run, "auc", 0, 100, Cancellation));
        Assert.Empty(await store.LatestAsync(Run, Cancellation));
        Assert.Empty(await store.AppendAsync([], Cancellation));
    }

    [Fact]
    public async Task Points_come_back_as_they_were_given_in_order_of_arrival()
    {
        var store = await OpenAsync();
        Measurement[] points =
        [
            new(Run, 1, "loss", 5, 0.5, 1000),
            new(Run, 1, "auc", 5, 0.7, 1001, MetricSource.File),
            new(Run, 1, "loss", -4, 0.25, 999, MetricSource.Output),
            new(Run, 2, "loss", 0, 0.125, 5, MetricSource.TensorBoard),
        ];
        var added = await store.AppendAsync(points, Cancellation);
        await store.AppendAsync([new("other", 1, "loss", 5, 0.5, 1000)], Cancellation);

        Assert.Equal(points, added.Select(Unnumbered));
        Assert.True(added.Zip(added.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence));
        Assert.True(added[0].Sequence > 0);
        Assert.Equal(added, await store.ReadAsync(Run, null, 0, 100, Cancellation));
        Assert.Equal(
            added.Where(point => point.Metric == "loss"),
            await store.ReadAsync(Run, "loss", 0, 100, Cancellation)
        );
    }

    [Fact]
    public async Task An_equal_point_is_kept_once_and_answered_as_old()
    {
        var store = await OpenAsync();
        var point = new Measurement(Run, 1, "loss", 5, 0.5, 1000);
        Assert.Single(
            await store.AppendAsync([point, point, point with { Source = MetricSource.File }], Cancellation)
        );
        Assert.Empty(await store.AppendAsync([point], Cancellation));
        Measurement[] others =
        [
            point with
            {
                Attempt = 2,
            },
            point with
            {
                Metric = "Loss",
            },
            point with
            {
                Step = 6,
            },
            point with
            {
                Value = 0.25,
            },
            point with
            {
                Timestamp = 1001,
            },
            point with
            {
                Run = "sweep_30",
            },
        ];
        Assert.Equal(others, (await store.AppendAsync([.. others, point], Cancellation)).Select(Unnumbered));
        Assert.Empty(await store.AppendAsync([.. others, point], Cancellation));
    }

    [Theory]
    [MemberData(nameof(OddBits))]
    public async Task A_value_comes_back_bit_for_bit_and_only_once(long bits)
    {
        var store = await OpenAsync();
        var value = BitConverter.Int64BitsToDouble(bits);
        var point = new Measurement(Run, 1, "loss", 1, value, 1);
        // Beside each of them stands a zero, which a sloppy store takes −0 or NaN for.
        var zero = new Measurement(Run, 1, "loss", 1, bits == 0 ? 7 : 0.0, 1);
        Assert.Equal(2, (await store.AppendAsync([zero, point], Cancellation)).Count);
        Assert.Empty(await store.AppendAsync([point, zero], Cancellation));

        var read = await store.ReadAsync(Run, "loss", 0, 10, Cancellation);
        Assert.Equal(2, read.Count);
        Assert.Equal(bits, BitConverter.DoubleToInt64Bits(read[1].Value));
    }

    [Theory]
    [InlineData(long.MinValue, long.MinValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public async Task Steps_and_times_are_any_64_bit_number(long step, long timestamp)
    {
        var store = await OpenAsync();
        var point = new Measurement(Run, int.MaxValue, "loss", step, 1, timestamp);
        await store.AppendAsync([point], Cancellation);
        Assert.Equal(point, Unnumbered((await store.ReadAsync(Run, null, 0, 10, Cancellation))[0]));
        Assert.Equal(point, Unnumbered((await store.LatestAsync(Run, Cancellation))[0]));
    }

    [Theory]
    [MemberData(nameof(OddNames.All), MemberType = typeof(OddNames))]
    public async Task Runs_and_metrics_may_have_any_name(string name)
    {
        var store = await OpenAsync();
        Measurement[] points = [new(name, 1, name, 1, 1, 1), new(name, 1, name + "x", 1, 1, 1)];
        await store.AppendAsync(points, Cancellation);
        Assert.Equal(points, (await store.ReadAsync(name, null, 0, 10, Cancellation)).Select(Unnumbered));
        Assert.Equal(
            points[..1],
            (await store.ReadAsync(name, name, 0, 10, Cancellation)).Select(Unnumbered)
        );
        Assert.Equal(2, (await store.LatestAsync(name, Cancellation)).Count);
        Assert.Empty(await store.ReadAsync(name + "x", null, 0, 10, Cancellation));
    }

    [Fact]
    public async Task Pages_join_without_gap_or_overlap()
    {
        var store = await OpenAsync();
        var points = Enumerable
            .Range(0, 250)
            .Select(i => new Measurement(Run, 1, i % 3 == 0 ? "a" : "b", i, i, i));
        await store.AppendAsync([.. points], Cancellation);
        foreach (var metric in new[] { null, "a", "b" })
        {
            var all = await store.ReadAsync(Run, metric, 0, int.MaxValue, Cancellation);
            var joined = new List<Measurement>();
            while (
                await store.ReadAsync(Run, metric, joined.LastOrDefault()?.Sequence ?? 0, 7, Cancellation)
                    is { Count: > 0 } page
            )
            {
                Assert.True(page.Count <= 7);
                joined.AddRange(page);
            }
            Assert.Equal(all, joined);
        }
        Assert.Empty(await store.ReadAsync(Run, null, 0, 0, Cancellation));
    }

    [Fact]
    public async Task The_latest_point_has_the_highest_step_then_time_then_value()
    {
        var store = await OpenAsync();
        Measurement[] points =
        [
            new(Run, 1, "step", 9, 1, 5),
            new(Run, 1, "step", 8, 2, 99),
            new(Run, 1, "time", 1, 1, 7),
            new(Run, 1, "time", 1, 2, 6),
            new(Run, 1, "value", 1, 3, 1),
            new(Run, 1, "value", 1, 2, 1),
            new(Run, 1, "attempt", 9, 1, 1),
            new(Run, 2, "attempt", 2, 2, 2),
        ];
        await store.AppendAsync(points, Cancellation);
        var latest = (await store.LatestAsync(Run, Cancellation)).ToDictionary(p => p.Metric, p => p.Value);
        Assert.Equal(
            new Dictionary<string, double>
            {
                ["step"] = 1,
                ["time"] = 1,
                ["value"] = 3,
                ["attempt"] = 1,
            },
            latest
        );
    }

    [Theory]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(double.NaN, -1, double.NaN)]
    [InlineData(double.NaN, double.NegativeInfinity, double.NaN)]
    [InlineData(double.NegativeInfinity, -1, -1)]
    [InlineData(double.PositiveInfinity, 1e308, double.PositiveInfinity)]
    public async Task In_a_tie_for_the_latest_NaN_counts_as_zero(double one, double other, double latest)
    {
        var store = await OpenAsync();
        await store.AppendAsync(
            [
                new(Run, 1, "m", 1, one, 1),
                new(Run, 1, "m", 1, other, 1),
                new(Run, 1, "n", 1, other, 1),
                new(Run, 1, "n", 1, one, 1),
            ],
            Cancellation
        );
        Assert.All(await store.LatestAsync(Run, Cancellation), point => Assert.Equal(latest, point.Value));
    }

    [Fact]
    public async Task Whatever_arrives_it_keeps_each_distinct_point_once_in_order()
    {
        var store = await OpenAsync();
        var round = 0;
        var value = Gen.OneOf(Gen.Double, Gen.OneOf(0.0, -0.0, double.NaN, double.PositiveInfinity, 1));
        var point = Gen.Select(Gen.Int[0, 2], Gen.OneOf("a", "b"), Gen.Long[-1, 1], value, Gen.Long[0, 1])
            .Select(
                (attempt, metric, step, number, time) =>
                    new Measurement("", attempt, metric, step, number, time)
            );
        await point
            .Array[0, 30]
            .Array[0, 8]
            .SampleAsync(
                async batches =>
                {
                    var run = $"model-{Interlocked.Increment(ref round)}";
                    var kept = new List<Measurement>();
                    var keys = new HashSet<(int, string, long, long, long)>();
                    foreach (var batch in batches)
                    {
                        var points = batch.Select(p => p with { Run = run }).ToArray();
                        var fresh = points.Where(p => keys.Add(Key(p))).ToArray();
                        var added = await store.AppendAsync(points, Cancellation);
                        Assert.Equal(fresh.Select(Key), added.Select(Key));
                        kept.AddRange(added);
                    }
                    Assert.Equal(
                        kept.Select(p => (p.Sequence, Key(p))),
                        (await store.ReadAsync(run, null, 0, 1000, Cancellation)).Select(p =>
                            (p.Sequence, Key(p))
                        )
                    );
                },
                iter: 200,
                threads: 4
            );

        static (int, string, long, long, long) Key(Measurement p) =>
            (p.Attempt, p.Metric, p.Step, BitConverter.DoubleToInt64Bits(p.Value), p.Timestamp);
    }

    [Fact]
    public async Task A_follower_misses_nothing_while_many_append()
    {
        var store = await OpenAsync();
        const int Writers = 8;
        const int Batches = 25;
        var writers = Enumerable
            .Range(0, Writers)
            .Select(writer =>
                Task.Run(async () =>
                {
                    for (var i = 0; i < Batches; i++)
                    {
                        await store.AppendAsync(
                            [new(Run, writer, "loss", i, i, i), new(Run, writer, "auc", i, i, i)],
                            Cancellation
                        );
                    }
                })
            )
            .ToArray();
        var seen = new List<Measurement>();
        var finished = Task.WhenAll(writers);
        while (true)
        {
            var last = finished.IsCompleted;
            var page = await store.ReadAsync(
                Run,
                null,
                seen.LastOrDefault()?.Sequence ?? 0,
                1000,
                Cancellation
            );
            seen.AddRange(page);
            if (last && page.Count == 0)
            {
                break;
            }
        }
        await finished;
        Assert.Equal(Writers * Batches * 2, seen.DistinctBy(p => (p.Attempt, p.Metric, p.Step)).Count());
        Assert.Equal(Writers * Batches * 2, seen.Count);
    }

    private static Measurement Unnumbered(Measurement point) => point with { Sequence = 0 };
}
