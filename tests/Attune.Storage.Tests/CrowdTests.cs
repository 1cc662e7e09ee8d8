using Attune.Conformance.Stores;
using Attune.Studies;

namespace Attune.Storage.Tests;

public sealed class CrowdTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_writers_readers_and_backups_never_see_a_locked_database()
    {
        using var home = new TemporaryFolder();
        using var copies = new TemporaryFolder();
        await using var database = await AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation);
        await using var viewer = await AttuneDatabase.OpenAsync(home.Path, OpenMode.Read, null, Cancellation);
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var writers = Enumerable
            .Range(0, 32)
            .Select(writer => Task.Run(() => WriteAsync(database, writer)))
            .ToArray();
        var readers = Enumerable
            .Range(0, 4)
            .Select(reader =>
                Task.Run(() => ReadAsync(reader % 2 == 0 ? database : viewer, reader, writing.Token))
            );
        var backups = Task.Run(() => BackUpAsync(database, copies, writing.Token));
        var others = Task.WhenAll([.. readers, backups]);

        await Task.WhenAll(writers);
        await writing.CancelAsync();
        await others;
        for (var writer = 0; writer < 32; writer++)
        {
            Assert.Equal(
                60,
                (await database.Measurements.ReadAsync($"r{writer}", null, 0, 1000, Cancellation)).Count
            );
            Assert.Equal(
                20,
                (await viewer.Studies.ReadAsync(new StudyId($"s{writer}"), 0, Cancellation)).Count
            );
        }
    }

    [Fact]
    public async Task Closing_writes_what_was_queued_and_refuses_what_comes_later()
    {
        using var home = new TemporaryFolder();
        var database = await AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation);
        var queued = Enumerable
            .Range(0, 500)
            .Select(i => database.Measurements.AppendAsync([new("r", 1, "m", i, i, i)], Cancellation))
            .ToArray();
        await database.DisposeAsync();
        await Task.WhenAll(queued);
        await Assert.ThrowsAsync<ObjectDisposedException>(() =>
            database.Measurements.AppendAsync([new("r", 1, "m", -1, 0, 0)], Cancellation)
        );
        await Assert.ThrowsAsync<ObjectDisposedException>(() => database.Studies.ListAsync(Cancellation));
        await database.DisposeAsync();
        Assert.False(File.Exists(home[AttuneDatabase.FileName + "-wal"]));

        await using var again = await AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation);
        Assert.Equal(500, (await again.Measurements.ReadAsync("r", null, 0, 1000, Cancellation)).Count);
    }

    [Fact]
    public async Task A_write_that_was_given_up_before_it_began_leaves_nothing()
    {
        using var home = new TemporaryFolder();
        await using var database = await AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation);
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            database.Measurements.AppendAsync([new("r", 1, "m", 0, 0, 0)], given.Token)
        );
        Assert.Empty(await database.Measurements.LatestAsync("r", Cancellation));
    }

    private static async Task WriteAsync(AttuneDatabase database, int writer)
    {
        var study = new StudyId($"s{writer}");
        await database.Studies.CreateAsync(study, StudySamples.Spec(), Cancellation);
        var lease = await database.Studies.LeaseAsync(study, Cancellation);
        for (var i = 0; i < 20; i++)
        {
            await database.Studies.AppendAsync(study, lease, i, [StudySamples.Started(i)], Cancellation);
            Measurement[] points =
            [
                .. Enumerable.Range(0, 3).Select(m => new Measurement($"r{writer}", 1, $"m{m}", i, i, i)),
            ];
            await database.Measurements.AppendAsync(points, Cancellation);
            await database.Documents.SaveAsync("default", "job", $"j{writer}", "{}", i, Cancellation);
        }
    }

    private static async Task ReadAsync(AttuneDatabase database, int reader, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            await database.Measurements.LatestAsync($"r{reader}", Cancellation);
            await database.Studies.ListAsync(Cancellation);
        }
    }

    private static async Task BackUpAsync(
        AttuneDatabase database,
        TemporaryFolder copies,
        CancellationToken until
    )
    {
        do
        {
            await database.BackupAsync(copies[AttuneDatabase.FileName], Cancellation);
            await using var copy = await AttuneDatabase.OpenAsync(
                copies.Path,
                cancellationToken: Cancellation
            );
            foreach (var study in await copy.Studies.ListAsync(Cancellation))
            {
                Assert.Equal(study.Revision, (await copy.Studies.ReadAsync(study.Id, 0, Cancellation)).Count);
            }
        } while (!until.IsCancellationRequested);
    }
}
