using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary><c>attune workspace list</c>.</summary>
internal static class WorkspaceListCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "list",
            "List the workspaces of the home",
            "attune workspace list",
            "attune workspace list -o json"
        );
        tree.SetAction(command, RunAsync);
        return command;
    }

    private static async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var all = await WorkspaceReading.ListAsync(call, cancellationToken);
        WorkspaceContract[] contracts = [.. all.Select(WorkspaceContract.Of)];
        if (!call.ForPeople)
        {
            call.Write(contracts, ContractJson.Readable.IReadOnlyListWorkspaceContract);
        }
        else if (contracts.Length == 0)
        {
            call.Terminal.Say(
                $"No workspaces: no home was found at or above {Environment.CurrentDirectory}."
            );
        }
        else
        {
            var listing = new Listing(call.Terminal.Out.Traits.Width);
            listing.Add("name", contracts.Select(each => (Cell)each.Name));
            listing.Add("title", contracts.Select(each => (Cell)each.DisplayName), rank: 1);
            listing.Add("group", contracts.Select(each => (Cell)(each.ResourceGroup ?? "")), rank: 2);
            listing.Add("location", contracts.Select(each => (Cell)each.Location), rank: 3);
            listing.Add(
                "description",
                contracts.Select(each => (Cell)(each.Description ?? "")),
                rank: 4,
                stretches: true
            );
            call.Terminal.Out.Draw(listing.Draw());
        }
        return ExitCode.Ok;
    }
}
