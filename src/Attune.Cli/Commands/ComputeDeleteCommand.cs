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
            var address =
                ResourceClient.Compute(call.Workspace, compute.Name) + "?underlyingResourceAction=Delete";
            var fault = await ResourceAccess.AskAsync(
                call,
                async client =>
                {
                    var (_, operation) = await client.DeleteAsync(address, cancellationToken);
                    return operation is null
                        ? null
                        : await client.WaitAsync(operation, TimeProvider.System, cancellationToken);
                },
                cancellationToken
            );
            if (fault is not null)
            {
                return call.Terminal.Refuse(
                    ExitCode.Failed,
                    fault,
                    $"see attune compute show {compute.Name}"
                );
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
