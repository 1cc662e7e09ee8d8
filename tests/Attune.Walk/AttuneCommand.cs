using System.Diagnostics;
using System.Text.Json;

namespace Attune.Walk;

/// <summary>The command as a person calls it, in a folder and an account of its own.</summary>
/// <param name="command">The program and its first arguments: <see cref="OfThisBuild"/> or <see cref="OfTheClone"/>.</param>
internal sealed class AttuneCommand(IReadOnlyList<string> command) : IAsyncDisposable
{
    /// <summary>As long as anything may take on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _root = Directory.CreateTempSubdirectory("attune-walk-").FullName;
    private Process? _studio;

    /// <summary>The home that the command works on.</summary>
    public string Home => Path.Combine(_root, ".attune");

    /// <summary>Where the account's programs keep their data.</summary>
    public string AccountData => Path.Combine(_root, "account", ".local", "share");

    /// <summary>The program that the tests were built with, which is there at once, but brings no packages for programs in C#.</summary>
    public static IReadOnlyList<string> OfThisBuild =>
        [
            Environment.ProcessPath is { } own && Path.GetFileName(own) == "dotnet" ? own : "dotnet",
            "exec",
            Path.Combine(AppContext.BaseDirectory, "Attune.Cli.dll"),
        ];

    /// <summary>What the README tells a person to call; it builds itself where nobody did.</summary>
    public static IReadOnlyList<string> OfTheClone
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Attune.slnx")))
            {
                folder =
                    folder.Parent ?? throw new InvalidOperationException("The tests do not lie in a clone.");
            }
            return ["/bin/bash", Path.Combine(folder.FullName, "attune")];
        }
    }

    /// <summary>Starts the studio.</summary>
    /// <returns>The address that it prints, which signs in once.</returns>
    public async Task<Uri> StudioAsync()
    {
        _studio = Start(["studio"]);
        using var limit = new CancellationTokenSource(Patience);
        while (await _studio.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Split("Sign in:") is [_, var address])
            {
                // What it says later must not fill the pipe.
                _ = _studio.StandardOutput.ReadToEndAsync(CancellationToken.None);
                _ = _studio.StandardError.ReadToEndAsync(CancellationToken.None);
                return new Uri(address.Trim());
            }
        }
        throw new InvalidOperationException(
            "The studio ended: " + await _studio.StandardError.ReadToEndAsync(limit.Token)
        );
    }

    /// <summary>Ends the studio as Ctrl+C or the system does.</summary>
    public async Task EndStudioAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_studio!.Id}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(Patience);
        await _studio.WaitForExitAsync(limit.Token);
    }

    /// <summary>Runs the command to its end and reads the JSON that it prints.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments) =>
        JsonDocument.Parse(await RunAsync([.. arguments, "--json"])).RootElement.Clone();

    /// <summary>Runs the command to its end, which must be a good one, and reads what it prints.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(
            process.ExitCode == 0,
            $"attune {string.Join(' ', arguments)}: {process.ExitCode} {output} {await errors}"
        );
        return output;
    }

    /// <summary>Processes that trials, kernels and instances of this home have left.</summary>
    public IReadOnlyList<string> Left()
    {
        var marker = "ATTUNE_HOME=" + Home;
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id) || id == _studio?.Id)
            {
                continue;
            }
            try
            {
                var variables = File.ReadAllText(Path.Combine(folder, "environ")).Split('\0');
                if (variables.Contains(marker))
                {
                    found.Add(File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' '));
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is another account's.
            }
        }
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        if (_studio is { HasExited: false })
        {
            await EndStudioAsync();
        }
        _studio?.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private Process Start(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments])
        {
            WorkingDirectory = _root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    name.StartsWith("ATTUNE_", StringComparison.Ordinal)
                    || name.StartsWith("MLFLOW_", StringComparison.Ordinal)
                    || name.StartsWith("JUPYTER", StringComparison.Ordinal)
                    || name.StartsWith("PYTHON", StringComparison.Ordinal)
                )
                .ToList()
        )
        {
            start.Environment.Remove(name);
        }
        start.Environment["ATTUNE_HOME"] = Home;
        start.Environment["XDG_DATA_HOME"] = AccountData;
        start.Environment["NO_COLOR"] = "1";
        // Trials and kernels call python3, and need the system's, which has the packages.
        start.Environment["PATH"] = "/usr/bin:" + Environment.GetEnvironmentVariable("PATH");
        Directory.CreateDirectory(Path.Combine(AccountData, "jupyter", "kernels"));
        return Process.Start(start)!;
    }
}
