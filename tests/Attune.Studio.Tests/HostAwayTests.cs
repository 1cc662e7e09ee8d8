using Attune.Client;

namespace Attune.Studio.Tests;

public sealed class HostAwayTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_host_that_goes_away_costs_no_point_and_doubles_none()
    {
        var run = await host.TrialAsync("away_0");
        var variables = host.Studio.Variables(run);
        await using (var trial = new Trial(TrialSettings.From(name => variables.GetValueOrDefault(name))))
        {
            Assert.True(trial.IsOnline);
            for (var round = 0; round < 4; round++)
            {
                for (var i = 0; i < 2_500; i++)
                {
                    trial.Log("loss", round * i, step: (round * 2_500) + i);
                }
                if (round == 1)
                {
                    await host.StopAsync();
                }
                else if (round == 3)
                {
                    await host.StartAsync();
                }
                else
                {
                    await trial.FlushWithinAsync(
                        round == 2 ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(60)
                    );
                }
            }
            trial.LogParameter("seed", "7");
            trial.SetTag("kind", "test");
            await trial.FlushAsync(Calls.Token);
        }
        var points = await host.Database.Measurements.ReadAsync("away_0", "loss", 0, 20_000, Calls.Token);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => (long)i), points.Select(point => point.Step));
        using var http = host.Client(Attune.Studio.SignIn.HostToken.Of(host.Home));
        var data = (await http.GetOkAsync("runs/get?run_id=away_0"))["run"]!["data"]!;
        Assert.Contains(data["params"]!.AsArray(), pair => pair!["key"]!.GetValue<string>() == "seed");
    }

    [Fact]
    public async Task A_refusal_takes_nothing_else_with_it_and_is_told_at_the_flush()
    {
        var run = await host.TrialAsync("refused_0");
        var variables = host.Studio.Variables(run);
        using var errors = new StringWriter();
        var settings = TrialSettings.From(name => variables.GetValueOrDefault(name)) with { Error = errors };
        await using (var trial = new Trial(settings))
        {
            trial.LogParameter("p", "1");
            await trial.FlushAsync(Calls.Token);
            trial.LogParameter("p", "2");
            trial.Log("auc", 0.5);
            var refusal = await Assert.ThrowsAsync<TrialLoggingException>(() =>
                trial.FlushAsync(Calls.Token)
            );
            Assert.Contains("'p'", refusal.Message, StringComparison.Ordinal);
            await trial.FlushAsync(Calls.Token);
            await host.TrialAsync("refused_0", attempt: 2);
            trial.Log("auc", 0.6);
        }
        Assert.Contains("replaced by attempt 2", errors.ToString(), StringComparison.Ordinal);
        Assert.Single(await host.Database.Measurements.ReadAsync("refused_0", null, 0, 9, Calls.Token));
    }

    [Fact]
    public async Task Files_are_kept_with_the_trial()
    {
        var run = await host.TrialAsync("files_0");
        var variables = host.Studio.Variables(run);
        await using var trial = new Trial(TrialSettings.From(name => variables.GetValueOrDefault(name)));
        await File.WriteAllTextAsync(trial.OutputPath("model/weights.txt"), "w", Calls.Token);
        await trial.UploadAsync(
            Path.Combine(run.Artifacts, "model", "weights.txt"),
            "copies/a copy.txt",
            Calls.Token
        );
        Assert.Equal(
            "w",
            await File.ReadAllTextAsync(Path.Combine(run.Artifacts, "copies", "a copy.txt"), Calls.Token)
        );
        await Assert.ThrowsAsync<TrialLoggingException>(() =>
            trial.UploadAsync(trial.OutputPath("model/weights.txt"), "../up.txt", Calls.Token)
        );
    }
}

internal static class Patience
{
    /// <summary>Flushes, but goes on when the host is away for longer.</summary>
    public static async Task FlushWithinAsync(this Trial trial, TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        try
        {
            await trial.FlushAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            // it is away
        }
    }
}
