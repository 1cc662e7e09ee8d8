using System.Globalization;
using Attune.Storage.Tests.Children;

namespace Attune.Storage.Tests;

public sealed class HomeLockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_host_is_refused_and_told_who_the_first_is()
    {
        using var home = new TemporaryFolder();
        using var child = ChildProcess.Start("hold", home.Path);
        await child.ExpectAsync("held");

        var refused = await Assert.ThrowsAsync<HomeLockedException>(() =>
            AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation)
        );
        Assert.Equal(child.Id, refused.Holder!.ProcessId);
        Assert.Equal(Environment.MachineName, refused.Holder.Machine);
        Assert.Contains(
            child.Id.ToString(CultureInfo.InvariantCulture),
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(home.Path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_holder_holds_no_longer()
    {
        using var home = new TemporaryFolder();
        for (var i = 0; i < 3; i++)
        {
            using var child = ChildProcess.Start("hold", home.Path);
            await child.ExpectAsync("held");
            await child.KillAsync();
            await using var database = await AttuneDatabase.OpenAsync(
                home.Path,
                cancellationToken: Cancellation
            );
        }
    }

    [Fact]
    public async Task A_home_can_be_looked_at_while_another_writes_it()
    {
        using var home = new TemporaryFolder();
        await using var writer = await AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation);
        await using var viewer = await AttuneDatabase.OpenAsync(home.Path, OpenMode.Read, null, Cancellation);
        await writer.Measurements.AppendAsync([new("r", 1, "m", 0, 0, 0)], Cancellation);
        Assert.Single(await viewer.Measurements.LatestAsync("r", Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            viewer.Measurements.AppendAsync([new("r", 1, "m", 1, 0, 0)], Cancellation)
        );
    }

    [Fact]
    public async Task A_home_can_be_looked_at_when_nobody_writes_it()
    {
        using var home = new TemporaryFolder();
        await using (var writer = await AttuneDatabase.OpenAsync(home.Path, cancellationToken: Cancellation))
        {
            await writer.Measurements.AppendAsync([new("r", 1, "m", 0, 0, 0)], Cancellation);
        }
        await using var viewer = await AttuneDatabase.OpenAsync(home.Path, OpenMode.Read, null, Cancellation);
        Assert.Single(await viewer.Measurements.LatestAsync("r", Cancellation));
    }

    [Fact]
    public async Task Looking_at_a_home_that_is_not_there_makes_none()
    {
        using var folder = new TemporaryFolder();
        await Assert.ThrowsAsync<StorageException>(() =>
            AttuneDatabase.OpenAsync(folder["none"], OpenMode.Read, null, Cancellation)
        );
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_lock_can_be_given_back_twice_and_taken_again()
    {
        using var folder = new TemporaryFolder();
        var held = HomeLock.Take(folder["lock"]);
        Assert.Throws<HomeLockedException>(() => HomeLock.Take(folder["lock"]));
        held.Dispose();
        held.Dispose();
        HomeLock.Take(folder["lock"]).Dispose();
    }
}
