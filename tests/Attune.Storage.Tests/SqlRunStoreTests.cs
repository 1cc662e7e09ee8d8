using Attune.Storage.Runs;
using Attune.Studies;

namespace Attune.Storage.Tests;

public sealed class SqlRunStoreTests : IAsyncLifetime
{
    private static readonly RunRecord Run = new()
    {
        Run = "sweep_0",
        Experiment = 0,
        Name = "calm_lake",
        StartedAt = 5,
    };

    private readonly TemporaryFolder _home = new();
    private AttuneDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_created_once_with_its_tags()
    {
        Assert.True(await _database.Runs.CreateAsync(Run, [new("a", "1"), new("a", "2")], Cancellation));
        Assert.False(
            await _database.Runs.CreateAsync(Run with { Name = "other" }, [new("a", "3")], Cancellation)
        );
        Assert.Equal(Run, await _database.Runs.FindAsync("sweep_0", Cancellation));
        Assert.Equal([new NamedText("a", "2")], await _database.Runs.TagsAsync("sweep_0", Cancellation));
        Assert.Null(await _database.Runs.FindAsync("sweep_1", Cancellation));
    }

    [Fact]
    public async Task A_batch_is_kept_whole()
    {
        await _database.Runs.CreateAsync(Run, [], Cancellation);
        Measurement[] points =
        [
            new("sweep_0", 1, "loss", 0, double.NaN, 1),
            new("sweep_0", 1, "loss", 1, 2, 1),
        ];
        var first = await LogAsync(points, [new("lr", "0.1"), new("lr", "0.1")], [new("t", "1")]);
        Assert.Equal((LogStatus.Logged, 2), (first.Status, first.NewPoints.Count));
        var again = await LogAsync(points, [new("lr", "0.1")], [new("t", "2")]);
        Assert.Equal((LogStatus.Logged, 0), (again.Status, again.NewPoints.Count));

        Assert.Equal(
            [new NamedText("lr", "0.1")],
            await _database.Runs.ParametersAsync("sweep_0", Cancellation)
        );
        Assert.Equal([new NamedText("t", "2")], await _database.Runs.TagsAsync("sweep_0", Cancellation));
        Assert.Equal(
            first.NewPoints,
            await _database.Measurements.ReadAsync("sweep_0", null, 0, 10, Cancellation)
        );
    }

    [Fact]
    public async Task A_batch_that_changes_a_parameter_leaves_nothing()
    {
        await _database.Runs.CreateAsync(Run, [], Cancellation);
        await LogAsync([], [new("lr", "0.1")], []);
        NamedText[][] wrong =
        [
            [new("new", "1"), new("lr", "0.2")],
            [new("new", "1"), new("new", "2")],
        ];
        foreach (var parameters in wrong)
        {
            var refused = await LogAsync([new("sweep_0", 1, "loss", 0, 1, 1)], parameters, [new("t", "1")]);
            Assert.Equal(LogStatus.ParameterChanged, refused.Status);
            Assert.NotNull(refused.Reason);
        }
        Assert.Equal(
            [new NamedText("lr", "0.1")],
            await _database.Runs.ParametersAsync("sweep_0", Cancellation)
        );
        Assert.Empty(await _database.Runs.TagsAsync("sweep_0", Cancellation));
        Assert.Empty(await _database.Measurements.LatestAsync("sweep_0", Cancellation));
    }

    [Fact]
    public async Task A_run_that_is_missing_or_deleted_takes_no_batch()
    {
        Assert.Equal(LogStatus.NoSuchRun, (await LogAsync([], [], [])).Status);
        await _database.Runs.CreateAsync(Run, [], Cancellation);
        var deleted = await _database.Runs.UpdateAsync(
            "sweep_0",
            run => run with { IsDeleted = true },
            Cancellation
        );
        Assert.True(deleted!.IsDeleted);
        Assert.Equal(
            LogStatus.RunDeleted,
            (await LogAsync([new("sweep_0", 1, "loss", 0, 1, 1)], [], [])).Status
        );
        await _database.Runs.UpdateAsync("sweep_0", run => run with { IsDeleted = false }, Cancellation);
        Assert.Equal(LogStatus.Logged, (await LogAsync([new("sweep_0", 1, "loss", 0, 1, 1)], [], [])).Status);
    }

    [Fact]
    public async Task A_batch_holds_points_of_its_run_only()
    {
        await Assert.ThrowsAsync<ArgumentException>(() =>
            LogAsync([new("sweep_1", 1, "loss", 0, 1, 1)], [], [])
        );
    }

    [Fact]
    public async Task Two_changes_of_one_run_at_once_are_both_made()
    {
        await _database.Runs.CreateAsync(Run with { StartedAt = 0 }, [], Cancellation);
        await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(_ =>
                    _database.Runs.UpdateAsync(
                        "sweep_0",
                        run => run with { StartedAt = run.StartedAt + 1 },
                        Cancellation
                    )
                )
        );
        Assert.Equal(50, (await _database.Runs.FindAsync("sweep_0", Cancellation))!.StartedAt);
        Assert.Null(await _database.Runs.UpdateAsync("none", run => run, Cancellation));
    }

    [Fact]
    public async Task Runs_are_listed_by_experiment_in_pages()
    {
        var experiment = await _database.Experiments.CreateAsync("default", "mine", null, [], Cancellation);
        for (var i = 0; i < 25; i++)
        {
            await _database.Runs.CreateAsync(
                Run with
                {
                    Run = $"r{i}",
                    Experiment = experiment!.Id,
                },
                [],
                Cancellation
            );
        }
        await _database.Runs.CreateAsync(Run, [], Cancellation);
        var listed = new List<RunRecord>();
        while (
            await _database.Runs.ListAsync(experiment!.Id, listed.LastOrDefault()?.Run, 7, Cancellation)
                is { Count: > 0 } page
        )
        {
            listed.AddRange(page);
        }
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"r{i}"), listed.Select(run => run.Run));
        Assert.Single(await _database.Runs.ListAsync(0, null, 100, Cancellation));
    }

    [Fact]
    public async Task Tags_and_runs_can_be_deleted()
    {
        await _database.Runs.CreateAsync(Run, [new("a", "1")], Cancellation);
        await LogAsync([new("sweep_0", 1, "loss", 0, 1, 1)], [new("lr", "1")], []);
        Assert.True(await _database.Runs.DeleteTagAsync("sweep_0", "a", Cancellation));
        Assert.False(await _database.Runs.DeleteTagAsync("sweep_0", "a", Cancellation));
        Assert.True(await _database.Runs.DeleteAsync("sweep_0", Cancellation));
        Assert.False(await _database.Runs.DeleteAsync("sweep_0", Cancellation));
        Assert.Empty(await _database.Runs.ParametersAsync("sweep_0", Cancellation));
        Assert.Empty(await _database.Measurements.LatestAsync("sweep_0", Cancellation));
    }

    [Fact]
    public async Task Experiments_are_named_once_renamed_deleted_and_restored()
    {
        var mine = await _database.Experiments.CreateAsync(
            "default",
            "mine",
            "there",
            [new("a", "1")],
            Cancellation
        );
        Assert.Null(await _database.Experiments.CreateAsync("default", "mine", null, [], Cancellation));
        Assert.NotNull(await _database.Experiments.CreateAsync("other", "mine", null, [], Cancellation));
        Assert.Equal(mine, await _database.Experiments.FindAsync("default", "mine", Cancellation));
        Assert.Equal(
            [0, mine!.Id],
            (await _database.Experiments.ListAsync("default", Cancellation)).Select(found => found.Id)
        );

        Assert.Null(await _database.Experiments.UpdateAsync(mine.Id, "Default", null, Cancellation));
        Assert.Null(await _database.Experiments.UpdateAsync(999, null, true, Cancellation));
        var changed = await _database.Experiments.UpdateAsync(mine.Id, "ours", true, Cancellation);
        Assert.Equal(("ours", true), (changed!.Name, changed.IsDeleted));
        Assert.False(
            (await _database.Experiments.UpdateAsync(mine.Id, null, false, Cancellation))!.IsDeleted
        );

        Assert.True(await _database.Experiments.SetTagAsync(mine.Id, new("a", "2"), Cancellation));
        Assert.False(await _database.Experiments.SetTagAsync(999, new("a", "2"), Cancellation));
        Assert.Equal([new NamedText("a", "2")], await _database.Experiments.TagsAsync(mine.Id, Cancellation));
    }

    public async ValueTask InitializeAsync() =>
        _database = await AttuneDatabase.OpenAsync(_home.Path, cancellationToken: Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _home.Dispose();
    }

    private Task<LogOutcome> LogAsync(Measurement[] metrics, NamedText[] parameters, NamedText[] tags) =>
        _database.Runs.LogBatchAsync("sweep_0", metrics, parameters, tags, Cancellation);
}
