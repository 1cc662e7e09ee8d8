using System.Globalization;
using Attune.Cli.Homes;
using Attune.Cli.Screens;
using Attune.Client;
using Attune.Storage;
using Attune.Studio;

namespace Attune.Cli;

/// <summary>What to say when something broke: what failed, whose fault it is, whether to try again, and where the details are.</summary>
internal static class Breakdown
{
    public static ExitCode Explain(Terminal terminal, Exception error)
    {
        if (Environment.GetEnvironmentVariable("ATTUNE_DEBUG") is "1")
        {
            terminal.Talk.Line(error.ToString());
            return ExitCode.Failed;
        }
        return error switch
        {
            InvalidSpecException invalid => Refuse(terminal, invalid.Problems),
            HostRefusalException { Problems.Count: > 0 } refusal => Refuse(terminal, refusal.Problems),
            HostRefusalException refusal => terminal.Refuse(CodeOf(refusal.Status), refusal.Message),
            StudioStartException start => terminal.Refuse((ExitCode)start.ExitCode, start.Message),
            HttpRequestException { InnerException: System.Security.Authentication.AuthenticationException } =>
                terminal.Refuse(
                    ExitCode.Unauthorized,
                    "The host does not prove itself by the certificate that is trusted; nothing was sent to it.",
                    "if it was renewed, compare `attune certificate show` there, then sign in again: attune login URL"
                ),
            HttpRequestException => terminal.Refuse(
                ExitCode.Failed,
                $"The host does not answer: {error.Message}",
                "it may have ended just now; try again"
            ),
            HomeLockedException => terminal.Refuse(ExitCode.Conflict, error.Message),
            StorageFullException => terminal.Refuse(
                ExitCode.Failed,
                error.Message,
                "free some space, then try again; nothing is damaged"
            ),
            StorageException storage => terminal.Refuse(
                ExitCode.Failed,
                error.Message,
                storage.IsTransient ? "try again" : "trying again will not help"
            ),
            InvalidDataException => terminal.Refuse(ExitCode.Failed, error.Message),
            UnauthorizedAccessException => terminal.Refuse(
                ExitCode.Failed,
                error.Message,
                "the permissions of that file or folder stand in the way"
            ),
            IOException => terminal.Refuse(
                ExitCode.Failed,
                error.Message,
                Details(error) is { } file ? $"details: {file}" : null
            ),
            _ => terminal.Refuse(
                ExitCode.Failed,
                $"Attune itself failed, in a way that it should not: {error.Message}",
                "trying again may help"
                    + (Details(error) is { } file ? $"; please report it with {file}" : "")
            ),
        };
    }

    private static ExitCode Refuse(Terminal terminal, IReadOnlyList<Problem> problems)
    {
        ProblemLines.Write(terminal.Talk, problems);
        return ExitCode.Usage;
    }

    private static ExitCode CodeOf(int status) =>
        status switch
        {
            400 => ExitCode.Usage,
            401 or 403 => ExitCode.Unauthorized,
            404 => ExitCode.NotFound,
            409 => ExitCode.Conflict,
            _ => ExitCode.Failed,
        };

    private static string? Details(Exception error)
    {
        try
        {
            var home = HomeChoice.Find(null);
            var folder = home is null ? Path.GetTempPath() : Path.Combine(home.Root, "logs");
            Directory.CreateDirectory(folder);
            var name = string.Create(
                CultureInfo.InvariantCulture,
                $"attune-error-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}-{Environment.ProcessId}.txt"
            );
            var file = Path.Combine(folder, name);
            File.WriteAllText(
                file,
                $"attune {Commands.VersionAction.Text} on {Environment.OSVersion}, .NET {Environment.Version}\n"
                    + $"{string.Join(' ', Environment.GetCommandLineArgs().Skip(1))}\n\n{error}\n"
            );
            return file;
        }
        catch (Exception second) when (second is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
