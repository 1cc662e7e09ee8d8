using System.CommandLine;

namespace Attune.Cli.Commands;

/// <summary><c>attune complete</c>, which the shells' completion scripts call: the words that may stand at a place of a command line.</summary>
internal static class CompleteCommand
{
    public static Command Create(CommandTree tree)
    {
        var position = new Option<int?>("--position")
        {
            Description = "The cursor's place in the line; its end unless given",
        };
        var line = new Argument<string>("LINE")
        {
            Description = "The command line so far, with the command's name",
        };
        var command = CommandTree.New("complete", "For shell completion");
        command.Hidden = true;
        command.Options.Add(position);
        command.Arguments.Add(line);
        tree.SetAction(
            command,
            (call, _) =>
            {
                var text = call.Get(line) ?? "";
                var at = Math.Clamp(call.Get(position) ?? text.Length, 0, text.Length);
                var isOption = text[..at].Split(' ')[^1].StartsWith('-');
                foreach (var item in tree.Root.Parse(text).GetCompletions(at))
                {
                    // Options are offered to who asks for them.
                    if (item.Label.StartsWith('-') == isOption)
                    {
                        call.Terminal.Out.Line(item.InsertText ?? item.Label);
                    }
                }
                return Task.FromResult(ExitCode.Ok);
            }
        );
        return command;
    }
}
