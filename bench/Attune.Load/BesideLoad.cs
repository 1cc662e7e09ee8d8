using static Attune.Load.Figures;

namespace Attune.Load;

/// <summary>What one loud trial, and what very many callers, cost the other trials of a sweep.</summary>
internal static class BesideLoad
{
    // 1.7 MB in each tenth of a second: about 1 GB a minute. Its lines look like measurements, but are not of the objective.
    private const string Chatter = """
        if [ "${ATTUNE_TRIAL##*_}" = 0 ]; then
          while :; do
            yes 'epoch=3 batch 1200/9000 loss=0.4182 lr=0.001 12.3 it/s ETA 00:01:02' | head -c 1700000 OUT
            sleep 0.1
          done
        fi
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var seconds = Number(arguments, "--seconds", 20);
        var callers = Number(arguments, "--callers", 500);
        await using var host = await LoadedHost.OpenAsync();
        await host.FollowAsync(await host.SubmitAsync("true", 50, 2)); // compiles what is used often
        await MeasureAsync("beside nothing", "true", 2, null);
        var chatter = Chatter.Replace("OUT", "", StringComparison.Ordinal);
        await MeasureAsync("beside a trial that prints 1 GB a minute", chatter, 3, null);
        // What is left of the difference is the host's reading; the rest is the loud trial's own work.
        var unread = Chatter.Replace("OUT", ">> unread", StringComparison.Ordinal);
        await MeasureAsync("beside one that writes as much to a file of its own", unread, 3, null);
        await MeasureAsync($"beside {callers} callers", "true", 2, callers);
        return 0;

        async Task MeasureAsync(string what, string command, int atOnce, int? calling)
        {
            var job = await host.SubmitAsync(command, 100_000, atOnce);
            await Task.Delay(1000);
            var from = Now();
            var called = calling is { } many ? await CallAsync(host, many, seconds) : null;
            await Task.Delay(called is null ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero);
            var until = Now();
            await host.Workspace.CancelAsync(job.Name, "measured enough", CancellationToken.None);
            await host.Workspace.WaitAsync(job.Name, CancellationToken.None);
            var stamps = Stamps.OfSweep(host.TrialsOf(job)).Between(from, until);
            Line($"{what}: trials a second", stamps.Ends.Length / (until - from), "");
            Spread($"{what}: from exit to next start", stamps.Gaps(2));
            if (called is not null)
            {
                Line($"{what}: points a second", called.Points / called.Seconds, "");
                Line($"{what}: their answer, median", called.Median, "ms");
                Line($"{what}: their answer, p99", called.P99, "ms");
                Line($"{what}: their calls refused", called.Refused, "");
            }
            var log = Path.Combine(host.TrialsOf(job), "0", "user_logs", "std_log.txt");
            Line(
                $"{what}: the first trial printed",
                new FileInfo(log).Length / 1e6 / (until - from) * 60 / 1000,
                "GB/min"
            );
        }
    }

    private static async Task<Called> CallAsync(LoadedHost host, int callers, int seconds)
    {
        // The host's own token and runs of its own: the trials of the sweep are too short to log.
        using var http = new HttpClient { BaseAddress = host.Studio.Address };
        var token = Studio.SignIn.HostToken.Of(host.Workspace.Home.Root);
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var runs = new (string Run, string Token)[callers];
        for (var i = 0; i < callers; i++)
        {
            runs[i] = (i < 10 ? await CreateAsync(http) : runs[i % 10].Run, token);
        }
        return await MetricCallers.CallAsync(
            new Calling(host.Studio.Address.Port, 1, seconds, 0, 1_000_000_000, runs)
        );
    }

    private static async Task<string> CreateAsync(HttpClient http)
    {
        using var content = new StringContent(
            """{"experiment_id":"0","start_time":5}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var answer = await http.PostAsync("/api/2.0/mlflow/runs/create", content);
        using var body = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
    }

    private static double Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
