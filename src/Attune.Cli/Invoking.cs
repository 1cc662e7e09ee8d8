using System.CommandLine;
using System.Runtime.InteropServices;
using Attune.Cli.Commands;
using Attune.Cli.Screens;

namespace Attune.Cli;

/// <summary>Runs a command line: says what is wrong with it, or runs its command and explains what broke.</summary>
internal sealed class Invoking(Terminal terminal, CommandTree tree)
{
    public async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments)
    {
        // A reader of ours that goes away (`| head`) ends the command; it is no fault worth words.
        using var stop = new CancellationTokenSource();
        // Commands that end differently on a signal register handlers of their own, which run before these.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            var parsed = tree.Root.Parse(arguments.Count == 0 ? ["--help"] : arguments);
            if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
            {
                return Refuse(parsed);
            }
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Out.Writer,
                Error = terminal.Talk.Writer,
            };
            return (ExitCode)await parsed.InvokeAsync(configuration, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException error) when (error.HResult == BrokenPipe)
        {
            return ExitCode.Ok;
        }
        catch (Exception error)
        {
            return Breakdown.Explain(terminal, error);
        }

        void Stop(PosixSignalContext context)
        {
            if (!context.Cancel)
            {
                context.Cancel = true;
                stop.Cancel();
            }
        }
    }

    // EPIPE as .NET reports it on Unix.
    private const int BrokenPipe = 32;

    private ExitCode Refuse(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens is [var first, ..] ? first : null;
        // What follows from a word that is not known only hides it.
        var messages = parsed.Errors.Select(error => OneLine(error.Message)).Distinct().ToList();
        if (unknown is not null && messages.Count > 1)
        {
            messages.RemoveAll(message => !message.Contains($"'{unknown}'", StringComparison.Ordinal));
        }
        foreach (var message in messages)
        {
            terminal.Refuse(ExitCode.Usage, message);
        }
        if (unknown is not null)
        {
            var known = command
                .Subcommands.Where(each => !each.Hidden)
                .Select(each => each.Name)
                .Concat(Options(command).Where(option => !option.Hidden).Select(option => option.Name));
            if (Suggestion.For(unknown, known) is { } hint)
            {
                terminal.Talk.Line($"  {hint}");
            }
        }
        var path = string.Join(' ', Ancestors(command).Reverse().Select(each => each.Name));
        terminal.Talk.Line($"  see {path} --help");
        return ExitCode.Usage;
    }

    // The parser lists the words it knows one below the other.
    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\n', '\t', '\r', ' '], StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<Option> Options(Command command) =>
        Ancestors(command).SelectMany(each => each.Options);

    private static IEnumerable<Command> Ancestors(Command command)
    {
        for (var each = command; each is not null; each = each.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return each;
        }
    }
}
