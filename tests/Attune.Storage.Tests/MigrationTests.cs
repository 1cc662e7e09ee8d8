using Attune.Storage.Dialects.Sqlite;
using Attune.Storage.Migrations;
using Attune.Storage.Tests.Children;

namespace Attune.Storage.Tests;

public sealed class MigrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Databases as each release left them, as SQL text. A file here never changes.</summary>
    public static TheoryData<string> Released { get; } =
    [
        .. Directory
            .GetFiles(SchemasFolder, "*.sql")
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal),
    ];

    private static string SchemasFolder => Path.Combine(AppContext.BaseDirectory, "Schemas");

    [Theory]
    [MemberData(nameof(Released))]
    public async Task A_database_of_every_release_opens_and_answers_the_same(string file)
    {
        using var home = new TemporaryFolder();
        Load(
            home[AttuneDatabase.FileName],
            await File.ReadAllTextAsync(Path.Combine(SchemasFolder, file), Cancellation)
        );

        await using var database = await AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation);
        await KnownContent.VerifyAsync(database, Cancellation);
    }

    [Fact]
    public async Task There_is_a_released_database_for_every_step()
    {
        Assert.Equal(Migration.All.Select(step => step.Name), Released.Select(row => row.Data));
        // To make the one of a new step: dotnet run --project tests/Attune.Storage.Tests child release /tmp/new-home
        // sqlite3 /tmp/new-home/attune.db .dump > tests/Attune.Storage.Tests/Schemas/<step>.sql
        using var home = new TemporaryFolder();
        await using (
            var database = await AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation)
        )
        {
            await KnownContent.WriteAsync(database, Cancellation);
            await KnownContent.VerifyAsync(database, Cancellation);
        }
    }

    [Fact]
    public async Task An_upgrade_sets_a_copy_aside_first()
    {
        using var home = new TemporaryFolder();
        await using (
            var database = await AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation)
        )
        {
            await KnownContent.WriteAsync(database, Cancellation);
        }
        var path = home[AttuneDatabase.FileName];
        await using (Database.Open(path, home["lock"], FutureSchema.Steps, TimeProvider.System)) { }

        using var restored = new TemporaryFolder();
        File.Copy(path + ".v1.bak", restored[AttuneDatabase.FileName]);
        await using var old = await AttuneDatabase.OpenAsync(restored.Path, cancellationToken: Cancellation);
        await KnownContent.VerifyAsync(old, Cancellation);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        using var home = new TemporaryFolder();
        var path = home[AttuneDatabase.FileName];
        await using (Database.Open(path, home["lock"], FutureSchema.Steps, TimeProvider.System)) { }
        foreach (var mode in Enum.GetValues<OpenMode>())
        {
            var refused = await Assert.ThrowsAsync<StorageException>(() =>
                AttuneDatabase.OpenAsync(home.Path, mode, null, Cancellation)
            );
            Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
        }
        await using (Database.Open(path, home["lock"], FutureSchema.Steps, TimeProvider.System)) { }
    }

    [Fact]
    public async Task A_database_with_another_step_of_the_same_number_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder["x.db"];
        await using (Database.Open(path, path + "-lock", Migration.All, TimeProvider.System)) { }
        Migration[] changed = [Migration.All[0] with { Sql = Migration.All[0].Sql + "-- changed" }];
        Assert.Throws<StorageException>(() =>
            Database.Open(path, path + "-lock", changed, TimeProvider.System)
        );
    }

    [Fact]
    public void Another_programs_database_and_a_file_that_is_none_are_refused()
    {
        using var folder = new TemporaryFolder();
        Load(folder["other.db"], "CREATE TABLE theirs (x)");
        File.WriteAllText(folder["text.db"], new string('t', 10_000));
        Assert.Contains("not one of Attune's", Refusal("other.db"), StringComparison.Ordinal);
        Assert.Contains("is no database", Refusal("text.db"), StringComparison.Ordinal);

        string Refusal(string name) =>
            Assert.Throws<StorageException>(() => SqliteStudies.Open(folder[name])).Message;
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_of_itself()
    {
        using var folder = new TemporaryFolder();
        var path = folder["x.db"];
        Migration[] failing =
        [
            .. Migration.All,
            new(2, "failing", "CREATE TABLE half (x); CREATE TABLE half (x);"),
        ];
        Assert.ThrowsAny<Exception>(() => Database.Open(path, path + "-lock", failing, TimeProvider.System));
        Migration[] mended = [.. Migration.All, new(2, "mended", "CREATE TABLE half (x);")];
        await using (Database.Open(path, path + "-lock", mended, TimeProvider.System)) { }
    }

    [Fact]
    public async Task An_upgrade_that_is_killed_goes_on_where_it_was()
    {
        using var home = new TemporaryFolder();
        await using (
            var database = await AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation)
        )
        {
            await KnownContent.WriteAsync(database, Cancellation);
        }
        var path = home[AttuneDatabase.FileName];
        var kills = 0;
        for (var delay = 0; ; delay += 15)
        {
            using var child = ChildProcess.Start("upgrade", path);
            await child.ExpectAsync("begin");
            var ended = child.LineAsync();
            // The moment of the kill is what is tried out here, so time is the thing to wait for.
            await Task.WhenAny(ended, Task.Delay(delay, Cancellation));
            await child.EndAsync();
            if (ended.IsCompleted && await ended == "done")
            {
                break;
            }
            kills++;
        }
        Assert.True(kills > 0);
        await using var upgraded = Database.Open(
            path,
            path + "-lock",
            FutureSchema.Steps,
            TimeProvider.System
        );
        foreach (var step in Enumerable.Range(1, 4))
        {
            var rows = await upgraded.ReadAsync(
                session =>
                {
                    using var count = session.Query(
                        FormattableString.Invariant(
                            $"SELECT count(*) FROM future_{step} INDEXED BY future_{step}_by_text WHERE text > ''"
                        )
                    );
                    count.Step();
                    return count.Integer(0);
                },
                Cancellation
            );
            Assert.Equal(20_000, rows);
        }
    }

    [Fact]
    public async Task An_old_database_cannot_be_looked_at_before_it_was_upgraded()
    {
        using var folder = new TemporaryFolder();
        var path = folder["x.db"];
        await using (Database.Open(path, path + "-lock", Migration.All, TimeProvider.System)) { }
        var refused = Assert.Throws<StorageException>(() => Database.OpenReadOnly(path, FutureSchema.Steps));
        Assert.Contains("older", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3_051_002)]
    [InlineData(3_007_000)]
    public void A_SQLite_that_can_damage_the_file_is_refused(int version)
    {
        var refused = Assert.Throws<StorageException>(() => Session.RefuseUnsafe(version));
        Assert.Contains("3.51.3", refused.Message, StringComparison.Ordinal);
        Session.RefuseUnsafe(3_051_003);
    }

    private static void Load(string path, string sql)
    {
        using var session = Session.Open(path, readOnly: false);
        session.Execute(sql);
    }
}
