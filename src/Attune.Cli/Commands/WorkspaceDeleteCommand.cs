using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Hosting;
using Attune.Client;

namespace Attune.Cli.Commands;

/// <summary><c>attune workspace delete</c>.</summary>
internal static class WorkspaceDeleteCommand
{
    public static Command Create(CommandTree tree)
    {
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = CommandTree.New(
            "delete",
            "Delete a workspace without jobs, with its compute, assets and files",
            "attune workspace delete team-a --yes"
        );
        var name = new NameInput(command, "The workspace", complete: StoredNames.None);
        command.Options.Add(yes);
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            if (
                await WorkspaceReading.FindAsync(call, name.Get(call), cancellationToken) is not { } workspace
            )
            {
                return ExitCode.NotFound;
            }
            if (
                !call.Get(yes)
                && !Confirmation.Ask(call, $"Delete the workspace {workspace.Name} with its files?")
            )
            {
                return Confirmation.Refuse(call, workspace.Name);
            }
            await ResourceAccess.AskAsync(
                call,
                client => client.DeleteAsync(ResourceClient.Workspace(workspace.Name), cancellationToken),
                cancellationToken
            );
            if (call.ForPeople)
            {
                call.Terminal.Out.Line($"{workspace.Name} is deleted.");
            }
            else
            {
                call.Write(new DeletedContract(workspace.Name, true), ContractJson.Readable.DeletedContract);
            }
            return ExitCode.Ok;
        }
    }
}
