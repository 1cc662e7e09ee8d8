using Attune.Conformance.Stores;
using Attune.Studies;

namespace Attune.Storage.Tests;

public sealed class SqlStudyStoreTests : StudyStoreConformance, IAsyncDisposable
{
    private readonly TemporaryFolder _home = new();
    private AttuneDatabase? _database;

    [Fact]
    public async Task A_study_is_the_same_after_closing_and_opening()
    {
        var study = new StudyId("kept");
        var store = await OpenAsync();
        await store.CreateAsync(study, StudySamples.Spec(), Cancellation);
        var lease = await store.LeaseAsync(study, Cancellation);
        await store.AppendAsync(study, lease, 0, [StudySamples.Started(0)], Cancellation);
        var row = await store.FindAsync(study, Cancellation);
        await _database!.DisposeAsync();

        var again = await OpenAsync();
        Assert.Equal(row, await again.FindAsync(study, Cancellation));
        Assert.Equal([StudySamples.Started(0)], await again.ReadAsync(study, 0, Cancellation));
        Assert.True((await again.LeaseAsync(study, Cancellation)).Value > lease.Value);
    }

    [Fact]
    public async Task A_deleted_study_is_gone_and_its_lease_is_void()
    {
        var study = new StudyId("deleted");
        var store = await OpenAsync();
        await store.CreateAsync(study, StudySamples.Spec(), Cancellation);
        var lease = await store.LeaseAsync(study, Cancellation);
        await store.AppendAsync(study, lease, 0, [StudySamples.Started(0)], Cancellation);

        Assert.True(await _database!.Studies.DeleteAsync(study, Cancellation));
        Assert.False(await _database.Studies.DeleteAsync(study, Cancellation));
        await Assert.ThrowsAsync<KeyNotFoundException>(() =>
            store.AppendAsync(study, lease, 1, [StudySamples.Started(1)], Cancellation)
        );
        await store.CreateAsync(study, StudySamples.Spec(), Cancellation);
        Assert.Empty(await store.ReadAsync(study, 0, Cancellation));
    }

    [Fact]
    public async Task A_program_without_a_home_keeps_studies_in_one_file()
    {
        var path = _home["sub/tuning.db"];
        await using (var studies = SqliteStudies.Open(path))
        {
            await studies.Studies.CreateAsync(new StudyId("mine"), StudySamples.Spec(), Cancellation);
            await studies.Measurements.AppendAsync([new("mine_0", 1, "loss", 0, 1, 1)], Cancellation);
            Assert.Throws<HomeLockedException>(() => SqliteStudies.Open(path));
        }
        await using var again = SqliteStudies.Open(path);
        Assert.Single(await again.Studies.ListAsync(Cancellation));
        Assert.Single(await again.Measurements.LatestAsync("mine_0", Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
        _home.Dispose();
    }

    protected override async Task<IStudyStore> OpenAsync()
    {
        _database = await AttuneDatabase.OpenAsync(_home.Path, cancellationToken: Cancellation);
        return _database.Studies;
    }
}
