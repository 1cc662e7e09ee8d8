using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Attune.Cli.Tests.Running;

/// <summary>What a command said, and how it ended.</summary>
internal sealed record Said(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public override string ToString() => $"exit {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}

/// <summary>The built <c>attune</c>, run as a child process.</summary>
internal static class AttuneCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    /// <summary>Runs to the end.</summary>
    public static async Task<Said> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return await process.EndAsync();
    }

    public static RunningCommand Start(
        string folder,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? variables = null,
        string input = "",
        TimeSpan? limit = null
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Attune.Cli.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        foreach (
            var name in (string[])
                [
                    "ATTUNE_HOME",
                    "ATTUNE_SERVER",
                    "ATTUNE_TOKEN",
                    "ATTUNE_DEBUG",
                    "NO_COLOR",
                    "FORCE_COLOR",
                    "CI",
                    "TERM",
                ]
        )
        {
            start.Environment.Remove(name);
        }
        start.Environment["COLUMNS"] = "100";
        start.Environment["TZ"] = "UTC";
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        return new RunningCommand(process, limit ?? Limit);
    }
}

/// <summary>A command under way.</summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;

    public RunningCommand(Process process, TimeSpan limit)
    {
        (Process, _limit) = (process, limit);
        process.StandardInput.Close();
        _reading = Task.WhenAll(
            CollectAsync(process.StandardOutput, _output),
            CollectAsync(process.StandardError, _error)
        );
    }

    public Process Process { get; }

    /// <summary>What it has said so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Waits until the output holds a text.</summary>
    public async Task UntilSaidAsync(string text)
    {
        var watch = Stopwatch.StartNew();
        while (!Said(text))
        {
            Assert.False(watch.Elapsed > _limit, $"never said '{text}':\n{_output}\n{_error}");
            Assert.False(
                Process.HasExited && _reading.IsCompleted && !Said(text),
                $"ended before it said '{text}':\n{_output}\n{_error}"
            );
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What stands on standard output after a text, to the end of its line.</summary>
    public async Task<string> LineAfterAsync(string text)
    {
        await UntilSaidAsync(text);
        while (true)
        {
            lock (_output)
            {
                var output = _output.ToString();
                var start = output.IndexOf(text, StringComparison.Ordinal) + text.Length;
                if (output.IndexOf('\n', start) is > 0 and var end)
                {
                    return output[start..end].Trim();
                }
            }
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async Task<Said> EndAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        limit.CancelAfter(_limit);
        try
        {
            await Process.WaitForExitAsync(limit.Token);
            await _reading.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Process.Kill(entireProcessTree: true);
            Assert.Fail($"did not end within {_limit}:\n{_output}\n{_error}");
        }
        return new Said(Process.ExitCode, _output.ToString(), _error.ToString());
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }
        Process.Dispose();
    }

    private bool Said(string text)
    {
        lock (_output)
        {
            return _output.ToString().Contains(text, StringComparison.Ordinal)
                || _error.ToString().Contains(text, StringComparison.Ordinal);
        }
    }

    private async Task CollectAsync(StreamReader reader, StringBuilder text)
    {
        var buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            lock (_output)
            {
                text.Append(buffer, 0, count);
            }
        }
    }
}
