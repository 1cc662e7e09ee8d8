using System.Diagnostics;
using Attune.Storage.Dialects.Sqlite;
using Attune.Storage.Migrations;
using Attune.Storage.Tests.Children;
using Attune.Studies;

namespace Attune.Storage.Tests;

public sealed class FullDiskTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_that_finds_no_space_says_so_and_its_neighbours_are_kept()
    {
        using var folder = new TemporaryFolder();
        var path = folder["full.db"];
        await using (var database = Database.Open(path, path + "-lock", Migration.All, TimeProvider.System))
        {
            await database.WriteAsync(
                session =>
                {
                    session.Execute("PRAGMA max_page_count = 60");
                    return true;
                },
                Cancellation
            );
            var large = Enumerable
                .Range(0, 20)
                .Select(i => AddAsync(database, $"large-{i}", 1_000_000))
                .ToArray();
            var small = Enumerable.Range(0, 20).Select(i => AddAsync(database, $"small-{i}", 10)).ToArray();
            foreach (var refused in large)
            {
                Assert.True((await Assert.ThrowsAsync<StorageFullException>(() => refused)).IsTransient);
            }
            await Task.WhenAll(small);
            await database.WriteAsync(
                session =>
                {
                    session.Execute("PRAGMA max_page_count = 1000000");
                    return true;
                },
                Cancellation
            );
            await AddAsync(database, "at last", 1_000_000);
        }
        Assert.Equal(21, await SoundDocumentsAsync(path));
    }

    [Fact]
    public async Task A_file_that_may_grow_no_further_keeps_what_was_acknowledged()
    {
        using var home = new TemporaryFolder();
        // 2 MiB a file, without the signal that goes with it. The runtime itself needs a larger file, unless told otherwise.
        using var child = ChildProcess.StartShell(
            "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 2048; exec \"$@\"",
            "fill",
            home.Path
        );
        var line = await child.LineAsync();
        Assert.True(line is not null, line is null ? await child.Errors : "");
        var words = line!.Split(' ');
        Assert.Equal(("full", "True"), (words[0], words[2]));
        await child.WaitAsync();
        Assert.Equal(
            int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture),
            await SoundDocumentsAsync(home[AttuneDatabase.FileName])
        );
    }

    [Fact]
    public async Task A_study_goes_on_once_a_full_disk_has_space_again()
    {
        using var mount = new TemporaryFolder();
        Assert.SkipUnless(
            await TryRunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "attune-test", mount.Path),
            "mounting a small disk is not permitted here"
        );
        try
        {
            var home = mount["home"];
            var ballast = mount["ballast"];
            var acknowledged = 0;
            await using (var database = await AttuneDatabase.OpenAsync(home, cancellationToken: Cancellation))
            {
                await File.WriteAllBytesAsync(ballast, new byte[2 << 20], Cancellation);
                var refused = 0;
                while (refused < 5)
                {
                    try
                    {
                        Measurement[] batch =
                        [
                            .. Enumerable
                                .Range(0, 100)
                                .Select(i => new Measurement("r", 1, "m", acknowledged * 100 + i, i, i)),
                        ];
                        await database.Measurements.AppendAsync(batch, Cancellation);
                        acknowledged++;
                    }
                    catch (StorageFullException e)
                    {
                        Assert.True(e.IsTransient);
                        refused++;
                    }
                }
                Assert.True(acknowledged > 0);
                File.Delete(ballast);
                for (var more = 0; more < 20; more++, acknowledged++)
                {
                    Measurement[] batch =
                    [
                        .. Enumerable
                            .Range(0, 100)
                            .Select(i => new Measurement("r", 1, "m", acknowledged * 100 + i, i, i)),
                    ];
                    await database.Measurements.AppendAsync(batch, Cancellation);
                }
            }
            await using var again = await AttuneDatabase.OpenAsync(home, cancellationToken: Cancellation);
            var points = await again.Measurements.ReadAsync("r", null, 0, int.MaxValue, Cancellation);
            Assert.Equal(Enumerable.Range(0, acknowledged * 100), points.Select(point => (int)point.Step));
        }
        finally
        {
            Assert.True(await TryRunAsync("umount", mount.Path));
        }
    }

    private static Task<int> AddAsync(Database database, string name, int length) =>
        database.WriteAsync(
            session =>
                session
                    .Query(
                        "INSERT INTO documents (workspace, kind, name, version, json, updated_at) VALUES ('', '', ?1, 1, ?2, '')"
                    )
                    .Bind(1, name)
                    .Bind(2, new string('x', length))
                    .Run(),
            Cancellation
        );

    /// <summary>How many documents a file holds that SQLite itself finds sound.</summary>
    private static async Task<long> SoundDocumentsAsync(string path)
    {
        await using var database = Database.Open(path, path + "-lock", Migration.All, TimeProvider.System);
        return await database.ReadAsync(
            session =>
            {
                using (var check = session.Query("PRAGMA integrity_check"))
                {
                    Assert.True(check.Step());
                    Assert.Equal("ok", check.Text(0));
                }
                using var count = session.Query("SELECT count(*) FROM documents");
                count.Step();
                return count.Integer(0);
            },
            Cancellation
        );
    }

    private static async Task<bool> TryRunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                }
            )!;
            await process.WaitForExitAsync(Cancellation);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
