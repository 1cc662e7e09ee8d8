using System.Diagnostics;
using Attune.Storage;

namespace Attune.Chaos;

/// <summary>The host is killed under trials that log through the MLflow protocol, stays away, and comes back: no point may be lost.</summary>
internal sealed class AwayCampaign(Options options)
{
    private const string Name = "away";

    // Speaks the MLflow protocol with the retry rule of MLflow's own client: exponential waits, a bounded number of tries.
    private const string Script = """
        import json, os, sys, time, urllib.request, urllib.error
        uri, run, token = (os.environ[k] for k in ("MLFLOW_TRACKING_URI", "MLFLOW_RUN_ID", "MLFLOW_TRACKING_TOKEN"))
        tries = int(os.environ.get("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "5"))
        factor = float(os.environ.get("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "2"))
        def post(call, body):
            for attempt in range(tries + 1):
                try:
                    request = urllib.request.Request(f"{uri}/api/2.0/mlflow/{call}", json.dumps(body).encode(),
                        {"Content-Type": "application/json", "Authorization": "Bearer " + token})
                    return urllib.request.urlopen(request, timeout=120).read()
                except urllib.error.HTTPError as error:
                    if error.code not in (408, 429, 500, 502, 503, 504) or attempt == tries: raise
                except OSError:
                    if attempt == tries: raise
                time.sleep(min(120, factor * 2 ** attempt / 2))
        points = int(sys.argv[1])
        for step in range(points):
            post("runs/log-metric", {"run_id": run, "key": "score", "value": step / points, "step": step, "timestamp": int(time.time() * 1000)})
            time.sleep(0.05)
        """;

    public async Task<IReadOnlyList<string>> RunAsync()
    {
        const int points = 200;
        using var sandbox = new Sandbox(options.Attune);
        sandbox.Write("src/log.py", Script);
        sandbox.Write("sweep.yml", Job(points));
        using (var host = sandbox.Start("run", "sweep.yml"))
        {
            await Sandbox.UntilAsync(() => sandbox.Marked().Count > 0, TimeSpan.FromSeconds(60));
            await Task.Delay(3000);
            host.Kill();
            await host.WaitForExitAsync();
        }
        var away = Stopwatch.StartNew();
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
        using (var host = sandbox.Start("run", "sweep.yml"))
        {
            await host.WaitForExitAsync();
        }
        Console.WriteLine(
            FormattableString.Invariant(
                $"the host was away for {options.Seconds} s; all over after {away.Elapsed.TotalSeconds:0} s"
            )
        );
        var wrong = new List<string>();
        foreach (var trial in (await sandbox.JsonAsync("job", "trials", Name)).EnumerateArray())
        {
            var name = trial.GetProperty("name").GetString();
            if (trial.GetProperty("state").GetString() != "Completed")
            {
                wrong.Add($"{name} ended as {trial.GetProperty("state")}: {trial.GetProperty("reason")}");
            }
            var count = await StepsAsync(sandbox, name!);
            if (count != points)
            {
                wrong.Add(FormattableString.Invariant($"{name} has {count} of {points} points"));
            }
        }
        return wrong;
    }

    /// <summary>How many different steps of the metric are durable, by the database itself.</summary>
    private static async Task<int> StepsAsync(Sandbox sandbox, string run)
    {
        await using var database = await AttuneDatabase.OpenAsync(
            Path.Combine(sandbox.Root, ".attune"),
            OpenMode.Read
        );
        var points = await database.Measurements.ReadAsync(
            run,
            "score",
            0,
            int.MaxValue,
            CancellationToken.None
        );
        return points.Select(point => point.Step).Distinct().Count();
    }

    private string Job(int points) =>
        FormattableString.Invariant(
            $$"""
            type: sweep
            name: {{Name}}
            trial:
              code: src
              command: python3 log.py {{points}} ${{"{{search_space.x}}"}}
              environment: local@latest
            sampling_algorithm: {type: random, seed: 7}
            search_space:
              x: {type: uniform, min_value: 0.0, max_value: 1.0}
            objective: {goal: maximize, primary_metric: score}
            limits: {max_total_trials: {{options.Trials}}, max_concurrent_trials: {{options.Trials}}, timeout: 3600}

            """
        );
}
