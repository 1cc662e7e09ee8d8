using System.Diagnostics;

namespace Attune.Storage.Tests.Children;

/// <summary>This program once more, as a child.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public Task<string> Errors => _errors;

    /// <param name="arguments">What follows <c>child</c> on its command line.</param>
    public static ChildProcess Start(params string[] arguments) => StartShell("exec \"$@\"", arguments);

    /// <summary>Starts the child by a shell script that ends with <c>exec "$@"</c>.</summary>
    public static ChildProcess StartShell(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] command = ["-c", script, "bash", Environment.ProcessPath!, "child", .. arguments];
        foreach (var argument in command)
        {
            start.ArgumentList.Add(argument);
        }
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Its next line; null when it has ended.</summary>
    public async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>Its next line, which must be this.</summary>
    public async Task ExpectAsync(string line)
    {
        var got = await LineAsync();
        Assert.True(
            got == line,
            $"'{line}' was expected, '{got}' came: {(got is null ? await _errors : "")}"
        );
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does, and returns the whole lines it still said.</summary>
    public async Task<IReadOnlyList<string>> KillAsync()
    {
        _process.Kill();
        var rest = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return rest.Split('\n')[..^1];
    }

    /// <summary>Ends it at once, whatever it says.</summary>
    public Task EndAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    public Task WaitAsync() => _process.WaitForExitAsync();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.Dispose();
    }
}
