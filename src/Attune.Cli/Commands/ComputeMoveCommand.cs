using System.CommandLine;
using Attune.Client;

namespace Attune.Cli.Commands;

/// <summary><c>attune compute start</c>, <c>stop</c> and <c>restart</c>.</summary>
internal static class ComputeMoveCommand
{
    public static Command Create(CommandTree tree, string verb, string description)
    {
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for the end of it" };
        var command = CommandTree.New(verb, description, $"attune compute {verb} ci-me");
        var name = new NameInput(command, "The instance", complete: StoredNames.None);
        command.Options.Add(noWait);
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken) =>
            await ComputeReading.FindAsync(call, name.Get(call), cancellationToken) is null
                ? ExitCode.NotFound
                : await ComputeChange.RunAsync(
                    call,
                    name.Get(call),
                    client =>
                        client.PostAsync(
                            $"{ResourceClient.Compute(call.Workspace, name.Get(call))}/{verb}",
                            cancellationToken
                        ),
                    call.Get(noWait),
                    starts: verb != "stop",
                    cancellationToken
                );
    }
}
