using Attune.Conformance.Stores;
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
