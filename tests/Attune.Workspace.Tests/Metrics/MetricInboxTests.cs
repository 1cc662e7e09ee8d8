using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Metrics;

namespace Attune.Workspace.Tests.Metrics;

public sealed class MetricInboxTests
{
    [Fact]
    public async Task Tells_new_points_once_and_in_order_when_many_post_at_once()
    {
        var token = TestContext.Current.CancellationToken;
        var home = Directory.CreateTempSubdirectory("attune-inbox-").FullName;
        await using (var database = await AttuneDatabase.OpenAsync(home, cancellationToken: token))
        {
            var inbox = new MetricInbox(database.Measurements);
            var heard = new List<Measurement>();
            using var subscription = inbox.Subscribe(heard.AddRange);
            var told = 0;
            await Task.WhenAll(
                Enumerable
                    .Range(0, 50)
                    .Select(run =>
                        Task.Run(
                            async () =>
                            {
                                for (var step = 0; step < 20; step++)
                                {
                                    var point = new Measurement($"r{run % 5}", 1, "m", step, run, step);
                                    Interlocked.Add(ref told, await inbox.PostAsync([point, point], token));
                                }
                            },
                            token
                        )
                    )
            );
            Assert.Equal(1000, told);
            Assert.Equal(1000, heard.Count);
            Assert.Equal(
                heard.Select(point => point.Sequence).Order(),
                heard.Select(point => point.Sequence)
            );
            Assert.Equal(0, inbox.Backlog);
            Assert.Equal(0, await inbox.PostAsync(heard, token));
        }
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task A_failed_write_is_told_to_its_caller_and_holds_up_nobody()
    {
        var token = TestContext.Current.CancellationToken;
        var inbox = new MetricInbox(null!);
        var heard = new List<Measurement>();
        using var subscription = inbox.Subscribe(heard.AddRange);
        var slow = new TaskCompletionSource<IReadOnlyList<Measurement>>();
        Measurement[] second = [new("r", 1, "m", 2, 2, 2)];
        var failing = inbox.PostAsync(1, () => slow.Task, added => added);
        var later = inbox.PostAsync(
            1,
            () => Task.FromResult<IReadOnlyList<Measurement>>(second),
            added => added
        );
        Assert.Empty(heard);
        slow.SetException(new IOException("disk"));
        await Assert.ThrowsAsync<IOException>(() => failing);
        await later.WaitAsync(TimeSpan.FromSeconds(180), token);
        Assert.Equal(second, heard);
    }
}
