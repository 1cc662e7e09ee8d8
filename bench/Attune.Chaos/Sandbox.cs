using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Attune.Chaos;

/// <summary>A folder with a job file and a home of its own, and ways to run <c>attune</c> in it.</summary>
internal sealed class Sandbox : IDisposable
{
    private readonly string _attune;

    public Sandbox(string attune)
    {
        _attune = attune;
        Root = Directory.CreateTempSubdirectory("attune-chaos-").FullName;
        Directory.CreateDirectory(Diary);
        Directory.CreateDirectory(Path.Combine(Root, "src"));
    }

    public string Root { get; }

    /// <summary>Where each attempt writes its own account.</summary>
    public string Diary => Path.Combine(Root, "diary");

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Root, name), text);

    /// <summary>Starts <c>attune</c> with its talk going to a file.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/bash") { WorkingDirectory = Root };
        start.ArgumentList.Add("-c");
        // exec: the process that we kill is the host itself, not a shell around it.
        start.ArgumentList.Add("exec \"$@\" >> host.out 2>&1 < /dev/null");
        start.ArgumentList.Add("attune");
        start.ArgumentList.Add(_attune);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment["ATTUNE_NO_BUILD"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>Runs <c>attune</c> to its end and reads its standard output.</summary>
    public async Task<(int ExitCode, string Output)> AskAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(_attune)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var (_, output) = await AskAsync([.. arguments, "--json"]);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Whether a process is the host of the sandbox's home.</summary>
    public bool IsHeldBy(int pid)
    {
        try
        {
            using var holder = JsonDocument.Parse(
                File.ReadAllText(Path.Combine(Root, ".attune", "lock.json"))
            );
            return holder.RootElement.GetProperty("process_id").GetInt32() == pid;
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return false;
        }
    }

    /// <summary>Processes whose environment carries an execution's marker of this sandbox.</summary>
    public IReadOnlyList<(int Pid, string Command, bool IsShim)> Marked()
    {
        var found = new List<(int, string, bool)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid))
            {
                continue;
            }
            try
            {
                var environment = Encoding.UTF8.GetString(File.ReadAllBytes($"{folder}/environ"));
                if (
                    environment.Contains("ATTUNE_EXECUTION=", StringComparison.Ordinal)
                    && environment.Contains(Root, StringComparison.Ordinal)
                )
                {
                    var stat = File.ReadAllText($"{folder}/stat");
                    if (stat[(stat.LastIndexOf(')') + 2)] == 'Z')
                    {
                        continue;
                    }
                    var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                    // A session leader is the shim: it was started with a session of its own.
                    found.Add(
                        (
                            pid,
                            File.ReadAllText($"{folder}/cmdline").Replace('\0', ' '),
                            fields[3] == folder[6..]
                        )
                    );
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }
        return found;
    }

    public static async Task<bool> UntilAsync(Func<bool> condition, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > limit)
            {
                return false;
            }
            await Task.Delay(20);
        }
        return true;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            Console.WriteLine($"left behind: {Root}");
        }
    }
}
