using Attune.Studio.Audit;

namespace Attune.Studio.Tests.Accounts;

public sealed class AuditLogTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("attune-audit-").FullName;

    private string FilePath => Path.Combine(_home, AuditLog.FileName);

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Entries_are_there_after_a_restart_and_follow_from_each_other()
    {
        await FillAsync(3);
        await FillAsync(2);
        var entries = AuditLog.ReadAll(_home).ToList();
        Assert.Equal([1L, 2, 3, 4, 5], entries.Select(entry => entry.Number));
        Assert.Equal(
            ("anna", "DELETE /x", "job 1", 403),
            (entries[1].Who, entries[1].What, entries[1].On, entries[1].Result)
        );
        Assert.Null(AuditLog.FindBroken(_home));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public async Task A_line_that_was_changed_moved_or_taken_out_shows()
    {
        await FillAsync(5);
        var lines = await File.ReadAllLinesAsync(FilePath, TestContext.Current.CancellationToken);
        foreach (
            var (tampered, broken) in ((string[], long)[])
                [
                    (
                        [
                            .. lines.Select(
                                (line, i) =>
                                    i == 2 ? line.Replace("403", "200", StringComparison.Ordinal) : line
                            ),
                        ],
                        3
                    ),
                    ([lines[0], lines[2], lines[3], lines[4]], 3),
                    ([lines[0], lines[2], lines[1], lines[3]], 3),
                    ([.. lines.Skip(1)], 2),
                ]
        )
        {
            await File.WriteAllLinesAsync(FilePath, tampered, TestContext.Current.CancellationToken);
            Assert.Equal(broken, AuditLog.FindBroken(_home)?.Number);
        }
    }

    [Fact]
    public async Task What_a_kill_left_half_written_is_taken_away()
    {
        await FillAsync(2);
        await File.AppendAllTextAsync(FilePath, "{\"number\":3,\"at", TestContext.Current.CancellationToken);
        Assert.Equal(2, AuditLog.ReadAll(_home).Count());
        await FillAsync(1);
        Assert.Equal([1L, 2, 3], AuditLog.ReadAll(_home).Select(entry => entry.Number));
        Assert.Null(AuditLog.FindBroken(_home));
    }

    [Fact]
    public async Task Entries_of_many_callers_at_once_follow_from_each_other()
    {
        await using (var log = AuditLog.Open(_home, TimeProvider.System))
        {
            await Task.WhenAll(
                Enumerable.Range(0, 50).Select(i => log.AppendAsync("anna", $"{i}", "", 200, "", ""))
            );
        }
        Assert.Equal(50, AuditLog.ReadAll(_home).Count());
        Assert.Null(AuditLog.FindBroken(_home));
    }

    private async Task FillAsync(int count)
    {
        await using var log = AuditLog.Open(_home, TimeProvider.System);
        for (var i = 0; i < count; i++)
        {
            await log.AppendAsync("anna", "DELETE /x", $"job {i}", 403, "127.0.0.1", "r1");
        }
    }
}
