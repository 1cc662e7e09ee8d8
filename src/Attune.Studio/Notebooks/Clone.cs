using System.Diagnostics;
using System.Text;

namespace Attune.Studio.Notebooks;

/// <summary>A repository on its way into a person's folder: whole at its end, or not there at all. Thread-safe.</summary>
#pragma warning disable CA1001 // It may be canceled by whoever still shows it, after its end: nobody can say when the source is no longer of use.
internal sealed class Clone
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _stop = new();
    private string _line = "starting";

    /// <param name="user">Whose folder it is for.</param>
    /// <param name="path">Where it will be.</param>
    public Clone(string user, string path) => (User, Path) = (user, path);

    /// <summary>Whose folder it is for.</summary>
    public string User { get; }

    /// <summary>Where it will be, in that folder.</summary>
    public string Path { get; }

    /// <summary>What git said last.</summary>
    public string Line => Volatile.Read(ref _line);

    /// <summary>Whether it is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Why it failed, as a sentence; null when it did not, or is not over.</summary>
    public string? Problem { get; private set; }

    /// <summary>Told when something of it has changed.</summary>
    public event Action? Changed;

    /// <summary>Ends it; nothing is left of it.</summary>
    public void Cancel() => _stop.Cancel();

    /// <summary>Clones.</summary>
    /// <param name="address">The repository.</param>
    /// <param name="place">The folder that it becomes, absolute; it is not there yet.</param>
    /// <param name="options">How.</param>
    public async Task RunAsync(RepositoryAddress address, string place, CloneOptions options)
    {
        var partial = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(place)!,
            $".clone-{Guid.NewGuid():N}"
        );
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(options.Limit);
        try
        {
            var code = await GitAsync(address, partial, options, limit.Token).ConfigureAwait(false);
            if (code != 0)
            {
                throw new IOException($"git could not clone it: {Line}");
            }
            Directory.Move(partial, place);
        }
        catch (OperationCanceledException)
        {
            Problem = _stop.IsCancellationRequested
                ? "The cloning was canceled."
                : $"The cloning took longer than {options.Limit.TotalMinutes:0} minutes and was ended.";
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            Problem =
                error is System.ComponentModel.Win32Exception
                    ? "git is not installed on the host's machine (Debian: apt install git)."
                    : error.Message;
        }
        finally
        {
            Remove(partial);
            IsOver = true;
            Changed?.Invoke();
        }
    }

    private async Task<int> GitAsync(
        RepositoryAddress address,
        string partial,
        CloneOptions options,
        CancellationToken cancellationToken
    )
    {
        // An argument list, no shell; what follows -- is no option. Hooks of the machine's templates and programs that an address could name do not run.
        var start = new ProcessStartInfo(
            "git",
            [
                "-c",
                "protocol.ext.allow=never",
                "-c",
                "core.hooksPath=/dev/null",
                "clone",
                "--progress",
                "--no-recurse-submodules",
                "--template=",
                "--",
                address.Text,
                partial,
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_ALLOW_PROTOCOL"] = options.Protocols;
        // Nobody sits there to be asked.
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_ASKPASS"] = "true";
        start.Environment["SSH_ASKPASS"] = "true";
        start.Environment["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes -oStrictHostKeyChecking=accept-new";
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            await FollowAsync(process.StandardError, cancellationToken).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    // git writes a line of progress over and over.
    private async Task FollowAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[1024];
        var line = new StringBuilder();
        while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            foreach (var c in buffer.AsSpan(0, count))
            {
                if (c is not ('\r' or '\n'))
                {
                    if (line.Length < 300 && !char.IsControl(c))
                    {
                        line.Append(c);
                    }
                }
                else if (line.Length > 0)
                {
                    Volatile.Write(ref _line, line.ToString());
                    line.Clear();
                }
            }
            Changed?.Invoke();
        }
    }

    private static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is hidden, and in nobody's way.
        }
    }
}

/// <summary>How repositories are cloned.</summary>
internal sealed record CloneOptions
{
    /// <summary>The longest that one may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>What git may speak.</summary>
    public string Protocols { get; init; } = "https:ssh";
}
