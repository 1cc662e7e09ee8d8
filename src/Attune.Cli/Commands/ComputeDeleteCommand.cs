using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Hosting;
using Attune.Client;

namespace Attune.Cli.Commands;

/// <summary><c>attune compute delete</c>.</summary>
internal static class ComputeDeleteCommand
{
    public static Command Create(CommandTree tree)
    {
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = CommandTree.New(
            "delete",
            "Take an instance or a cluster away; an instance is stopped first",
            "attune compute delete cpu-cluster --yes"
        );
        var name = new NameInput(command, "The instance or cluster", complete: StoredNames.None);
        command.Options.Add(yes);
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            if (await ComputeReading.FindAsync(call, name.Get(call), cancellationToken) is not { } compute)
            {
                return ExitCode.NotFound;
            }
            if (!call.Get(yes) && !Confirmation.Ask(call, $"Delete {compute.Name}?"))
            {
                return Confirmation.Refuse(call, compute.Name);
            }
            await using var host = await ResourceAccess.OpenAsync(call, cancellationToken);
            var (_, operation) = await host.Client.DeleteAsync(
                ResourceClient.Compute(call.Workspace, compute.Name) + "?underlyingResourceAction=Delete",
                cancellationToken
            );
            if (operation is not null)
            {
                await host.Client.WaitAsync(operation, TimeProvider.System, cancellationToken);
            }
            if (call.ForPeople)
            {
                call.Terminal.Out.Line($"{compute.Name} is deleted.");
            }
            else
            {
                call.Write(new DeletedContract(compute.Name, true), ContractJson.Readable.DeletedContract);
            }
            return ExitCode.Ok;
        }
    }
}
