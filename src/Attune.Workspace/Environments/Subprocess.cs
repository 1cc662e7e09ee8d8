using System.Diagnostics;

namespace Attune.Workspace.Environments;

/// <summary>A short tool run to its end, its output kept. Not for trials: those outlive the host.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output and standard error, line by line as they came.</param>
internal sealed record Subprocess(int ExitCode, IReadOnlyList<string> Output)
{
    /// <summary>Runs a program; when <paramref name="ct"/> is cancelled its whole tree is killed.</summary>
    internal static async Task<Subprocess> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? folder,
        Action<IDictionary<string, string?>>? environment,
        CancellationToken ct
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        environment?.Invoke(start.Environment);
        var output = new List<string>();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        lock (output)
            return new Subprocess(process.ExitCode, [.. output]);

        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            lock (output)
                output.Add(line.Data);
        }
    }
}
