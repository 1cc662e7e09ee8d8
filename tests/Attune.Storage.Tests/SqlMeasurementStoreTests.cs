using Attune.Conformance.Stores;
using Attune.Storage.Measurements;
using Attune.Studies;

namespace Attune.Storage.Tests;

public sealed class SqlMeasurementStoreTests : MeasurementStoreConformance, IAsyncDisposable
{
    private readonly TemporaryFolder _home = new();
    private AttuneDatabase? _database;

    [Fact]
    public async Task Sequence_numbers_go_on_after_closing_and_opening()
    {
        var store = await OpenAsync();
        var first = await store.AppendAsync(
            [new("r", 1, "m", 0, 0, 0), new("r", 1, "m", 1, 0, 0)],
            Cancellation
        );
        await _database!.DisposeAsync();

        var again = await OpenAsync();
        var second = await again.AppendAsync(
            [new("r", 1, "m", 1, 0, 0), new("r", 1, "m", 2, 0, 0)],
            Cancellation
        );
        Assert.Single(second);
        Assert.True(second[0].Sequence > first[1].Sequence);
        Assert.Equal([.. first, .. second], await again.ReadAsync("r", null, 0, 10, Cancellation));
    }

    [Fact]
    public async Task A_long_curve_is_outlined_with_its_extremes_and_ends()
    {
        var store = (SqlMeasurementStore)await OpenAsync();
        const int count = 30_000;
        var points = Enumerable
            .Range(0, count)
            .Select(step => new Measurement("r", 1, "m", step, Value(step), step))
            .Append(new Measurement("r", 2, "m", 5, 99, 0)) // another attempt's
            .Append(new Measurement("r", 1, "other", 5, 77, 0))
            .ToList();
        await store.AppendAsync(points, Cancellation);

        var outline = await store.OutlineAsync("r", "m", 1, 100, 20_000, Cancellation);
        Assert.Equal(count, outline!.Count);
        Assert.InRange(outline.Points.Count, 100, 400);
        Assert.Equal((0L, Value(0)), outline.Points[0]);
        Assert.Equal((count - 1L, Value(count - 1)), outline.Points[^1]);
        Assert.Contains((12_345L, 50.0), outline.Points);
        Assert.Contains((20_001L, -50.0), outline.Points);
        Assert.All(outline.Points, point => Assert.Equal(Value((int)point.Step), point.Value));
        Assert.Equal(outline.Points.OrderBy(point => point.Step), outline.Points);

        // What comes later is read from where the outline ends.
        await store.AppendAsync([new("r", 1, "m", count, 1, 0)], Cancellation);
        Assert.Equal(
            count,
            Assert.Single(await store.ReadAsync("r", "m", outline.LastSequence, 10, Cancellation)).Step
        );
        Assert.Null(await store.OutlineAsync("r", "m", 1, 100, 40_000, Cancellation));
        Assert.Null(await store.OutlineAsync("r", "unknown", 1, 100, 0, Cancellation));

        static double Value(int step) =>
            step switch
            {
                12_345 => 50,
                20_001 => -50,
                777 => double.NaN,
                778 => double.PositiveInfinity,
                _ => Math.Sin(step / 1e3),
            };
    }

    [Fact]
    public async Task An_outline_bears_steps_of_any_size_and_all_alike()
    {
        var store = (SqlMeasurementStore)await OpenAsync();
        await store.AppendAsync(
            [
                new("r", 1, "wide", long.MinValue, 1, 0),
                new("r", 1, "wide", 0, 3, 0),
                new("r", 1, "wide", long.MaxValue, 2, 0),
                .. Enumerable.Range(0, 50).Select(i => new Measurement("r", 1, "alike", 7, i, i)),
                new("r", 1, "none", 0, double.NaN, 0),
            ],
            Cancellation
        );
        var wide = await store.OutlineAsync("r", "wide", 1, 10, 0, Cancellation);
        Assert.Equal([(long.MinValue, 1.0), (0, 3.0), (long.MaxValue, 2.0)], wide!.Points);
        var alike = await store.OutlineAsync("r", "alike", 1, 10, 0, Cancellation);
        Assert.Equal(50, alike!.Count);
        Assert.Equal([(7L, 0.0), (7L, 49.0)], alike.Points);
        var none = await store.OutlineAsync("r", "none", 1, 10, 0, Cancellation);
        Assert.Equal(1, none!.Count);
        Assert.Empty(none.Points);
    }

    [Fact]
    public async Task A_batch_with_a_name_that_is_no_text_is_refused_whole_and_its_neighbours_are_kept()
    {
        var store = await OpenAsync();
        var good = Enumerable
            .Range(0, 50)
            .Select(i => store.AppendAsync([new($"r{i}", 1, "m", 0, 0, 0)], Cancellation));
        var bad = Enumerable
            .Range(0, 50)
            .Select(i =>
                store.AppendAsync(
                    [new($"b{i}", 1, "m", 0, 0, 0), new($"b{i}", 1, "\uD800", 0, 0, 0)],
                    Cancellation
                )
            );
        var all = good.Zip(bad).ToArray();
        foreach (var (kept, refused) in all)
        {
            Assert.Single(await kept);
            await Assert.ThrowsAnyAsync<ArgumentException>(() => refused);
        }
        for (var i = 0; i < 50; i++)
        {
            Assert.Single(await store.ReadAsync($"r{i}", null, 0, 10, Cancellation));
            Assert.Empty(await store.ReadAsync($"b{i}", null, 0, 10, Cancellation));
            // What was remembered of the refused batch must not be used: its series were taken back.
            Assert.Single(await store.AppendAsync([new($"b{i}", 1, "m", 0, 0, 0)], Cancellation));
            Assert.Single(await store.ReadAsync($"b{i}", "m", 0, 10, Cancellation));
        }
    }

    [Fact]
    public async Task Points_of_a_deleted_run_are_gone_and_may_come_again()
    {
        var store = await OpenAsync();
        Measurement[] points = [new("r", 1, "m", 0, 0, 0), new("s", 1, "m", 0, 0, 0)];
        await store.AppendAsync(points, Cancellation);
        Assert.True(await _database!.Measurements.DeleteAsync("r", Cancellation));
        Assert.False(await _database.Measurements.DeleteAsync("r", Cancellation));
        Assert.Empty(await store.LatestAsync("r", Cancellation));
        Assert.Single(await store.LatestAsync("s", Cancellation));
        Assert.Single(await store.AppendAsync(points, Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
        _home.Dispose();
    }

    protected override async Task<IMeasurementStore> OpenAsync()
    {
        _database = await AttuneDatabase.OpenAsync(_home.Path, cancellationToken: Cancellation);
        return _database.Measurements;
    }
}
