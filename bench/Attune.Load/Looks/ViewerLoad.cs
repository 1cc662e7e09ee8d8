using System.Text;
using System.Text.Json;
using Attune.Studio.SignIn;
using static Attune.Load.Figures;

namespace Attune.Load.Looks;

/// <summary>What fifty people who look at a running sweep cost its trials and its measurements: with and without them, by turns.</summary>
/// <remarks>Each viewer holds the live page's circuit open, as a browser does, in tabs of one Chromium that gets what is left of the processors; half look at the trials, half at the charts.</remarks>
internal static class ViewerLoad
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var viewers = Number(arguments, "--viewers", 50);
        var seconds = Number(arguments, "--seconds", 15);
        var rounds = Number(arguments, "--rounds", 5);
        await using var host = await LoadedHost.OpenAsync(withPages: true);
        await host.FollowAsync(await host.SubmitAsync("true", 100, 2)); // compiles what is used often
        await using var viewer = await Viewer.OpenAsync(
            host.Studio.Address,
            host.Studio.SignInAddress(),
            elsewhere: true
        );
        var (trialShares, pointShares) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            // Who goes first changes, so that neither has the warmer machine.
            var first = await MeasureAsync(round % 2 == 0);
            var second = await MeasureAsync(round % 2 != 0);
            var (without, with) = round % 2 == 0 ? (second, first) : (first, second);
            trialShares.Add(with.Trials / without.Trials);
            pointShares.Add(with.Points / without.Points);
            Line($"round {round}: trials a second without viewers", without.Trials, "");
            Line($"round {round}: trials a second with {viewers}", with.Trials, "");
            Line($"round {round}: points a second without viewers", without.Points, "");
            Line($"round {round}: points a second with {viewers}", with.Points, "");
        }
        Line("trials with viewers against without, median", Quantile(trialShares, 0.5), "times");
        Line("points with viewers against without, median", Quantile(pointShares, 0.5), "times");
        return 0;

        async Task<(double Trials, double Points)> MeasureAsync(bool watched)
        {
            // The pace that real trials have: each sleeps a second, twenty at once; measurements come at a fixed pace beside.
            var job = await host.SubmitAsync("echo score=1; sleep 1", 100_000, 20);
            var pages = new List<Microsoft.Playwright.IPage>();
            for (var i = 0; watched && i < viewers; i++)
            {
                var page = await viewer.Page.Context.NewPageAsync();
                await page.GotoAsync(
                    new Uri(
                        host.Studio.Address,
                        $"jobs/{job.Name}/{(i % 2 == 0 ? "trials" : "charts")}"
                    ).ToString()
                );
                pages.Add(page);
            }
            await Task.Delay(TimeSpan.FromSeconds(2));
            var before = await EndedAsync(job.Name);
            var points = await PointsAsync(host, seconds);
            var trials = await EndedAsync(job.Name) - before;
            foreach (var page in pages)
            {
                await page.CloseAsync();
            }
            await host.Workspace.CancelAsync(job.Name, "measured enough", default);
            await host.Workspace.WaitAsync(job.Name, default);
            return (trials / (double)seconds, points);
        }

        async Task<int> EndedAsync(string name)
        {
            var catalog = new Attune.Workspace.Catalog.JobCatalog(
                host.Workspace.Database,
                host.Workspace.Home,
                "default"
            );
            return (await catalog.WatchAsync(name, default))!.Ended;
        }
    }

    /// <summary>Points a second that eight callers get acknowledged, one batch of 100 after the other at a steady pace of ten batches a second each.</summary>
    private static async Task<double> PointsAsync(LoadedHost host, int seconds)
    {
        using var http = new HttpClient { BaseAddress = host.Studio.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", HostToken.Of(host.Workspace.Home.Root));
        var until = TimeProvider.System.GetUtcNow().AddSeconds(seconds);
        var counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CallAsync(http, until)));
        return counts.Sum() / (double)seconds;
    }

    private static async Task<long> CallAsync(HttpClient http, DateTimeOffset until)
    {
        using var made = await http.PostAsync(
            "/api/2.0/mlflow/runs/create",
            Json("""{"experiment_id":"0","start_time":5}""")
        );
        using var body = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        var run = body.RootElement.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        long sent = 0;
        while (TimeProvider.System.GetUtcNow() < until)
        {
            var metrics = string.Join(
                ',',
                Enumerable
                    .Range(0, 100)
                    .Select(i =>
                        FormattableString.Invariant(
                            $$"""{"key":"loss","value":0.5,"timestamp":{{sent + i}},"step":{{sent + i}}}"""
                        )
                    )
            );
            using var answer = await http.PostAsync(
                "/api/2.0/mlflow/runs/log-batch",
                Json($$"""{"run_id":"{{run}}","metrics":[{{metrics}}]}""")
            );
            answer.EnsureSuccessStatusCode();
            sent += 100;
            await pace.WaitForNextTickAsync();
        }
        return sent;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
