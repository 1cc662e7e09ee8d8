using Attune.Client;
using Attune.Jobs;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;
using Attune.Studio.SignIn;
using Attune.Studio.Tests.Arm;

namespace Attune.Studio.Tests.Clients;

/// <summary>What a C# notebook does, against a real host with real trials.</summary>
public sealed class AttuneWorkspaceTests(ArmHost host) : IClassFixture<ArmHost>
{
    private const string Command =
        "echo score=$((${{search_space.x}} * 10)); mkdir -p outputs/deep; cat ${{inputs.rows}}/a.csv > outputs/deep/rows.csv";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notebook_registers_data_sweeps_and_keeps_the_best_model()
    {
        var folder = Directory.CreateTempSubdirectory("attune-test-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.csv"), "a,b\n1,2\n", Token);
        using var workspace = await ConnectAsync();

        var data = await workspace.RegisterDataAsync(
            "rows",
            [Path.Combine(folder.FullName, "a.csv")],
            cancellationToken: Token
        );
        Assert.Equal(
            data,
            await workspace.RegisterDataAsync(
                "rows",
                [Path.Combine(folder.FullName, "a.csv")],
                cancellationToken: Token
            )
        );
        Assert.Equal(data, await workspace.FindDataAsync("rows", cancellationToken: Token));
        Assert.Null(await workspace.FindDataAsync("none", cancellationToken: Token));
        Assert.Equal("azureml:rows:1", data.Reference);

        var cluster = await workspace.EnsureClusterAsync("nodes", 2, Token);
        var sweep = await workspace.SubmitAsync(Job(data) with { Compute = cluster }, Token);
        var seen = new List<int>();
        await foreach (var now in sweep.FollowAsync(Token))
        {
            seen.Add(now.Trials.Count(trial => trial.HasEnded));
        }

        Assert.Equal(3, seen[^1]);
        Assert.Equal(seen.Order(), seen);
        Assert.True(sweep.Latest.Status == "Completed", sweep.ToString());
        Assert.Equal([2, 1, 0], sweep.Latest.ByObjective.Select(trial => trial.Number));
        var best = await sweep.BestTrialAsync(Token);
        Assert.NotNull(best);
        Assert.Equal((30, TrialState.Completed), (best.Value, best.State));
        Assert.Equal(Assignment.Of(("x", 3)), best.Values);
        Assert.Equal(30, (await sweep.MetricsAsync(best, Token))["score"]);
        Assert.Contains("score 30", sweep.ToString(), StringComparison.Ordinal);

        var files = await sweep.DownloadAsync(best, Path.Combine(folder.FullName, "fetched"), Token);
        Assert.Equal("a,b\n1,2\n", await File.ReadAllTextAsync(Assert.Single(files), Token));

        var model = await workspace.RegisterModelAsync(
            "from-notebook",
            best,
            "deep/rows.csv",
            new Dictionary<string, string> { ["context"] = "sweep" },
            new Dictionary<string, string> { ["score"] = "30" },
            cancellationToken: Token
        );
        var second = await workspace.RegisterModelAsync(
            "from-notebook",
            best,
            "deep",
            cancellationToken: Token
        );
        Assert.Equal((1, 2, best.Name), (model.Version, second.Version, model.Run));
        var listed = (await workspace.ListModelsAsync(Token)).First(each =>
            each is { Name: "from-notebook", Version: 1 }
        );
        Assert.Equal(("sweep", "30"), (listed.Tags["context"], listed.Properties["score"]));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_contributor_elsewhere_sends_code_along()
    {
        await host.SendAsync(
            "POST",
            $"{host.Studio.Address}attune/v1/users",
            """{"name":"carol","role":"contributor"}"""
        );
        var (_, made, _) = await host.SendAsync(
            "POST",
            $"{host.Studio.Address}attune/v1/users/carol/tokens",
            """{"label":"notebook"}"""
        );
        var code = Directory.CreateTempSubdirectory("attune-test-");
        code.CreateSubdirectory(".git");
        await File.WriteAllTextAsync(Path.Combine(code.FullName, ".git", "config"), "not to be sent", Token);
        await File.WriteAllTextAsync(
            Path.Combine(code.FullName, "train.sh"),
            "ls -A; echo score=$1\n",
            Token
        );
        using var workspace = await AttuneWorkspace.ConnectAsync(
            host.Studio.Address,
            made!["token"]!.GetValue<string>(),
            cancellationToken: Token
        );

        var job = Job(null);
        var sweep = await workspace.SubmitAsync(
            job with
            {
                Trial = new TrialSpec { Code = code.FullName, Command = "bash train.sh ${{search_space.x}}" },
            },
            Token
        );
        code.Delete(recursive: true);

        var ended = await sweep.WaitAsync(Token);
        Assert.True(ended.Status == "Completed", sweep.ToString());
        Assert.Equal(3, ended.Best?.Value);
        Assert.Equal(sweep.Name, (await workspace.OpenSweepAsync(sweep.Name, Token)).Name);
        Assert.DoesNotContain(
            ".git",
            Directory
                .EnumerateFileSystemEntries(host.Home.Jobs("default"), "*", SearchOption.AllDirectories)
                .Where(path => path.Contains(sweep.Name, StringComparison.Ordinal))
                .Select(Path.GetFileName)
        );
    }

    [Fact]
    public async Task A_job_file_is_handed_in_with_its_code()
    {
        var folder = Directory.CreateTempSubdirectory("attune-test-");
        folder.CreateSubdirectory("src");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "src", "t.sh"), "echo score=$1\n", Token);
        var file = Path.Combine(folder.FullName, "sweep.yml");
        await File.WriteAllTextAsync(
            file,
            """
            type: sweep
            trial: {code: src, command: "bash t.sh ${{search_space.x}}"}
            search_space: {x: {type: choice, values: [1, 2]}}
            sampling_algorithm: grid
            objective: {primary_metric: score, goal: maximize}
            """,
            Token
        );
        using var workspace = await ConnectAsync();

        var sweep = await workspace.SubmitAsync(file, cancellationToken: Token);

        Assert.Equal(2, (await sweep.WaitAsync(Token)).Best?.Value);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_problem_of_a_sweep_is_told_at_once_and_before_anything_is_sent()
    {
        using var workspace = await ConnectAsync();

        var refusal = await Assert.ThrowsAsync<HostRefusalException>(() =>
            workspace.SubmitAsync(
                Job(null) with
                {
                    SearchSpace = [new NamedDistribution("x", new FloatRange { Low = 2, High = 1 })],
                    Limits = new SweepLimits { MaxTotalTrials = 0 },
                },
                Token
            )
        );

        Assert.True(refusal.Problems.Count >= 2, refusal.Message);
        Assert.All(
            refusal.Problems,
            problem => Assert.Contains(problem.Message, refusal.Message, StringComparison.Ordinal)
        );
        var missing = await Assert.ThrowsAsync<HostRefusalException>(() =>
            workspace.SubmitAsync(Job(null) with { Compute = "no-such-cluster" }, Token)
        );
        Assert.Contains("no-such-cluster", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_and_a_host_that_is_away_are_told_apart()
    {
        var refused = await Assert.ThrowsAsync<HostRefusalException>(() =>
            AttuneWorkspace.ConnectAsync(host.Studio.Address, "wrong", cancellationToken: Token)
        );
        Assert.Equal(401, refused.Status);
        var away = await Assert.ThrowsAsync<HostNotFoundException>(() =>
            AttuneWorkspace.ConnectAsync(new Uri("http://127.0.0.1:1/"), "any", cancellationToken: Token)
        );
        Assert.Contains("attune studio", away.Message, StringComparison.Ordinal);
    }

    private Task<AttuneWorkspace> ConnectAsync() =>
        AttuneWorkspace.ConnectAsync(
            host.Studio.Address,
            HostToken.Of(host.Home.Root),
            cancellationToken: Token
        );

    private static SweepJob Job(DataAsset? data) =>
        new()
        {
            ExperimentName = "notebook",
            Trial = new TrialSpec { Command = data is null ? "echo score=${{search_space.x}}" : Command },
            Inputs = data is null
                ? default
                : new([
                    KeyValuePair.Create(
                        "rows",
                        new JobInput { Type = DataType.UriFolder, Path = data.Reference }
                    ),
                ]),
            SamplingAlgorithm = new GridSampling(),
            SearchSpace = [new NamedDistribution("x", Choice.Of(1, 2, 3))],
            Objective = new JobObjective { PrimaryMetric = "score", Goal = Goal.Maximize },
            Limits = new SweepLimits { MaxConcurrentTrials = 2 },
        };
}
