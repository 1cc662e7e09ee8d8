using System.Diagnostics;
using System.Globalization;

namespace Attune.Cli.Tests.Running;

/// <summary>A folder with a job file in it and no home yet, as a person has it; whatever still runs from it is ended with it.</summary>
internal sealed class JobFolder : IAsyncDisposable
{
    public JobFolder() => Root = Directory.CreateTempSubdirectory("attune-run-").FullName;

    public string Root { get; }

    public string Home => Path.Combine(Root, ".attune");

    /// <summary>A sweep over <c>x</c> whose trials run a script.</summary>
    /// <param name="script">Lines of bash; the value is <c>$1</c>.</param>
    /// <param name="values">The values of <c>x</c>, as YAML.</param>
    /// <param name="more">Further lines of the job file.</param>
    public JobFolder Sweep(string script, string values = "[1, 2, 3]", string more = "")
    {
        Write("src/trial.sh", script);
        Write(
            "sweep.yml",
            $$"""
            type: sweep
            trial:
              code: src
              command: bash trial.sh ${{"{{search_space.x}}"}}
              environment: local@latest
            search_space:
              x: {type: choice, values: {{values}}}
            sampling_algorithm: grid
            objective: {primary_metric: score, goal: maximize}
            limits: {max_concurrent_trials: 2}
            {{more}}
            """
        );
        return this;
    }

    public void Write(string name, string text)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
    }

    /// <summary>Runs a command in the folder to its end.</summary>
    public Task<Said> RunAsync(params string[] arguments) => AttuneCommand.RunAsync(Root, arguments);

    /// <summary>Starts a command in the folder.</summary>
    public RunningCommand Start(params string[] arguments) => AttuneCommand.Start(Root, arguments);

    /// <summary>The name of the newest job.</summary>
    public async Task<string> NewestAsync() =>
        (await RunAsync("job", "list", "--json")).Json[0].GetProperty("name").GetString()!;

    /// <summary>The files of this name that trials have written so far.</summary>
    public string[] Written(string name) =>
        Directory.Exists(Home)
            ? Directory.GetFiles(Home, name, new EnumerationOptions { RecurseSubdirectories = true })
            : [];

    /// <summary>Waits for something that trials or commands do.</summary>
    public static async Task UntilAsync(Func<bool> happened)
    {
        var watch = Stopwatch.StartNew();
        while (!happened())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(180), "waited for 180 s");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends a signal such as <c>INT</c> or <c>KILL</c>.</summary>
    public static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pid in Pids())
        {
            await SignalAsync("KILL", pid);
        }
        await UntilAsync(() => Pids().Count == 0);
        Directory.Delete(Root, recursive: true);
    }

    // Hosts name the home on their command line, trials have it in their environment.
    private List<int> Pids()
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId
                && (Holds($"{folder}/cmdline") || Holds($"{folder}/environ"))
            )
            {
                found.Add(pid);
            }
        }
        return found;
    }

    private bool Holds(string file)
    {
        try
        {
            return File.ReadAllText(file).Contains(Home, StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
