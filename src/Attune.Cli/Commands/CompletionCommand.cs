using System.CommandLine;
using System.Reflection;

namespace Attune.Cli.Commands;

/// <summary><c>attune completion</c>.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "pwsh"];

    public static Command Create(CommandTree tree)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        shell.CompletionSources.Add(Shells);
        shell.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!Shells.Contains(text))
            {
                result.AddError(
                    $"There is no completion for '{text}'; there is for {string.Join(", ", Shells)}."
                );
            }
        });
        var command = CommandTree.New(
            "completion",
            "Print a script that makes a shell complete attune's commands and job names",
            "source <(attune completion bash)",
            "attune completion zsh > ~/.zfunc/_attune",
            "attune completion fish > ~/.config/fish/completions/attune.fish",
            "attune completion pwsh | Out-String | Invoke-Expression"
        );
        command.Arguments.Add(shell);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var resource = Assembly
                    .GetExecutingAssembly()
                    .GetManifestResourceStream("completion." + call.Get(shell))!;
                using var reader = new StreamReader(resource);
                call.Terminal.Out.Writer.Write(await reader.ReadToEndAsync(cancellationToken));
                return ExitCode.Ok;
            }
        );
        return command;
    }
}
