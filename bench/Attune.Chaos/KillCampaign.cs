using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Attune.Chaos;

/// <summary>A sweep of many short trials under <c>kill -9</c> of its host, its shims or its trials.</summary>
internal sealed partial class KillCampaign(Options options)
{
    private const string Name = "chaos";

    // The oracle's source is the trial itself: who it was, and when it began and ended, by its own clock.
    private const string Script = """
        me="${ATTUNE_EXECUTION##*/}"
        diary="$CHAOS_DIARY/$me.$$"
        echo "begin $EPOCHREALTIME" > "$diary"
        sleep "0.$((RANDOM % 4 + 1))"
        echo "score=$1"
        echo "end $EPOCHREALTIME" >> "$diary"
        """;

    public async Task<IReadOnlyList<string>> RunAsync()
    {
        using var sandbox = new Sandbox(options.Attune);
        sandbox.Write("src/work.sh", Script);
        sandbox.Write("sweep.yml", Job(sandbox));
#pragma warning disable CA5394, RS0030 // A seed that is printed and replays the run is the point here.
        var random = new Random(options.Seed);
#pragma warning restore CA5394, RS0030
        var kills = 0;
        var watch = Stopwatch.StartNew();
        while (kills < options.Kills && !await IsOverAsync(sandbox))
        {
            using var host = sandbox.Start("run", "sweep.yml");
            kills += await HarmAsync(sandbox, host, random, options.Kills - kills);
            if (!host.HasExited)
            {
                if (options.Target != "host" && kills >= options.Kills)
                {
                    break;
                }
                await host.WaitForExitAsync();
            }
        }
        using (var last = sandbox.Start("run", "sweep.yml"))
        {
            if (!await IsOverAsync(sandbox))
            {
                await last.WaitForExitAsync();
            }
            if (!last.HasExited)
            {
                last.Kill();
            }
        }
        Console.WriteLine(
            FormattableString.Invariant(
                $"{kills} kills ({options.Target}) in {watch.Elapsed.TotalSeconds:0} s"
            )
        );
        return await ReconcileAsync(sandbox);
    }

    /// <summary>Lets the host work for a random while, then kills; returns the number of kills.</summary>
    private async Task<int> HarmAsync(Sandbox sandbox, Process host, Random random, int budget)
    {
#pragma warning disable CA5394
        if (options.Target == "host" || (options.Target == "all" && random.Next(3) == 0))
        {
            // From the moment that it holds the home on: a kill before that harms nothing.
            await Sandbox.UntilAsync(
                () => host.HasExited || sandbox.IsHeldBy(host.Id),
                TimeSpan.FromMinutes(1)
            );
            await Task.Delay(random.Next(0, 1500));
            if (host.HasExited)
            {
                return 0;
            }
            _ = Kill(host.Id, 9);
            return 1;
        }
        var kills = 0;
        while (!host.HasExited && kills < budget)
        {
            await Task.Delay(random.Next(100, 900));
            var candidates = sandbox
                .Marked()
                .Where(p =>
                    p.IsShim == (options.Target == "shim" || (options.Target == "all" && random.Next(2) == 0))
                )
                .ToArray();
            if (candidates.Length > 0)
            {
                _ = Kill(candidates[random.Next(candidates.Length)].Pid, 9);
                kills++;
            }
            if (options.Target == "all" && kills % 3 == 2)
            {
                _ = Kill(host.Id, 9);
                return kills + 1;
            }
        }
        return kills;
#pragma warning restore CA5394
    }

    private static async Task<bool> IsOverAsync(Sandbox sandbox)
    {
        var (code, output) = await sandbox.AskAsync("job", "show", Name, "--json");
        return code == 0
            && JsonDocument.Parse(output).RootElement.GetProperty("state").GetString()
                is "Completed"
                    or "Failed"
                    or "Canceled";
    }

    private async Task<IReadOnlyList<string>> ReconcileAsync(Sandbox sandbox)
    {
        var wrong = new List<string>();
        var attempts = Directory
            .EnumerateFiles(sandbox.Diary)
            .Select(Attempt.Read)
            .GroupBy(attempt => attempt.Trial)
            .ToDictionary(group => group.Key, group => group.OrderBy(attempt => attempt.Begin).ToArray());
        var job = await sandbox.JsonAsync("job", "show", Name);
        if (job.GetProperty("state").GetString() != "Completed")
        {
            wrong.Add($"the sweep ended as {job.GetProperty("state")}: {job.GetProperty("reason")}");
        }
        var trials = (await sandbox.JsonAsync("job", "trials", Name)).EnumerateArray().ToArray();
        if (trials.Length != options.Trials)
        {
            wrong.Add(
                FormattableString.Invariant(
                    $"I1: {trials.Length} trials in the store, {options.Trials} asked for"
                )
            );
        }
        var ends = new SortedDictionary<string, int>();
        foreach (var trial in trials)
        {
            var name = trial.GetProperty("name").GetString()!;
            var state = trial.GetProperty("state").GetString()!;
            ends[state] = ends.GetValueOrDefault(state) + 1;
            var mine = attempts.GetValueOrDefault(name) ?? [];
            var last = trial.GetProperty("attempt").GetInt32();
            if (state == "Completed" && mine.SingleOrDefault(attempt => attempt.Number == last)?.End is null)
            {
                wrong.Add(
                    $"I2: {name} is Completed, but its diary does not show that attempt {last} ran to its end"
                );
            }
            // An attempt whose shim was killed while its host was away may have run on to its end: its end is not on
            // record, so it is made again, after it.
            if (options.Target is "host" or "trial" && mine.Count(attempt => attempt.End is not null) > 1)
            {
                wrong.Add($"I2: {name} ran to its end more than once");
            }
            if (options.Target == "host" && mine.Length != 1)
            {
                wrong.Add($"I1: {name} was begun {mine.Length} times although only its host was killed");
            }
            if (options.Target == "host" && state != "Completed")
            {
                wrong.Add($"I1: {name} ended as {state} although only its host was killed");
            }
            for (var i = 1; i < mine.Length; i++)
            {
                if (mine[i - 1].End is { } end && end > mine[i].Begin)
                {
                    wrong.Add($"I2: two attempts at {name} ran at the same time");
                }
            }
        }
        if (!await Sandbox.UntilAsync(() => sandbox.Marked().Count == 0, TimeSpan.FromSeconds(30)))
        {
            wrong.AddRange(sandbox.Marked().Select(orphan => $"I4: orphan {orphan.Pid}: {orphan.Command}"));
        }
        var (code, verdict) = await sandbox.AskAsync("verify", Name);
        if (code != 0)
        {
            wrong.Add($"attune verify disagrees (exit {code}):\n{verdict}");
        }
        Console.WriteLine(
            "ends: "
                + string.Join(", ", ends.Select(end => FormattableString.Invariant($"{end.Key} {end.Value}")))
        );
        Console.WriteLine(
            FormattableString.Invariant(
                $"attempts in the diary: {attempts.Values.Sum(list => list.Length)} of {attempts.Count} trials"
            )
        );
        return wrong;
    }

    private string Job(Sandbox sandbox) =>
        FormattableString.Invariant(
            $$"""
            type: sweep
            name: {{Name}}
            trial:
              code: src
              command: bash work.sh ${{"{{search_space.x}}"}}
              environment: local@latest
              environment_variables:
                CHAOS_DIARY: {{sandbox.Diary}}
            sampling_algorithm: {type: random, seed: 7}
            search_space:
              x: {type: uniform, min_value: 0.0, max_value: 1.0}
            objective: {goal: maximize, primary_metric: score}
            limits: {max_total_trials: {{options.Trials}}, max_concurrent_trials: 4, timeout: 3600}

            """
        );

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    private sealed record Attempt(string Trial, int Number, double Begin, double? End)
    {
        public static Attempt Read(string file)
        {
            // <trial>.<attempt>.<pid>
            var parts = Path.GetFileName(file).Split('.');
            var lines = File.ReadAllLines(file).Select(line => line.Split(' ')).ToArray();
            var number = int.Parse(parts[1], CultureInfo.InvariantCulture);
            return new Attempt(parts[0], number, Time(lines, "begin") ?? 0, Time(lines, "end"));
        }

        private static double? Time(string[][] lines, string word) =>
            lines.FirstOrDefault(line => line[0] == word) is { } line
                ? double.Parse(line[1], CultureInfo.InvariantCulture)
                : null;
    }
}
