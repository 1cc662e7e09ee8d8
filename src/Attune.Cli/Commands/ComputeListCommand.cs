using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary><c>attune compute list</c>.</summary>
internal static class ComputeListCommand
{
    public static Command Create(CommandTree tree)
    {
        var type = new Option<string?>("--type", "-t")
        {
            Description = "Only this type: ComputeInstance or AmlCompute",
            HelpName = "TYPE",
        };
        type.CompletionSources.Add("ComputeInstance", "AmlCompute");
        var command = CommandTree.New(
            "list",
            "List instances and clusters",
            "attune compute list",
            "attune compute list --type AmlCompute --json"
        );
        command.Options.Add(type);
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var all = await ComputeReading.ListAsync(call, cancellationToken);
            ComputeContract[] contracts =
            [
                .. all.Select(each => ComputeContract.Of(each, ComputeReading.HostOf(call)))
                    .Where(each =>
                        call.Get(type) is not { } asked
                        || each.Type.Equals(asked, StringComparison.OrdinalIgnoreCase)
                    ),
            ];
            if (!call.ForPeople)
            {
                call.Write(contracts, ContractJson.Readable.IReadOnlyListComputeContract);
            }
            else if (contracts.Length == 0)
            {
                call.Terminal.Say(
                    "No compute. Make a cluster: attune compute create cpu-cluster --type AmlCompute --max-instances 2"
                );
            }
            else
            {
                var listing = new Listing(call.Terminal.Out.Traits.Width);
                listing.Add("name", contracts.Select(each => (Cell)each.Name));
                listing.Add("type", contracts.Select(each => (Cell)each.Type));
                listing.Add("state", contracts.Select(each => (Cell)each.State.ToLowerInvariant()));
                listing.Add("nodes", contracts.Select(each => (Cell)Nodes(each)), rank: 1, right: true);
                listing.Add("size", contracts.Select(each => (Cell)each.Size), rank: 2);
                listing.Add(
                    "description",
                    contracts.Select(each => (Cell)(each.Description ?? "")),
                    rank: 3,
                    stretches: true
                );
                call.Terminal.Out.Draw(listing.Draw());
            }
            return ExitCode.Ok;
        }
    }

    private static string Nodes(ComputeContract compute) =>
        compute.MaxInstances is { } most ? FormattableString.Invariant($"{compute.MinInstances}-{most}") : "";
}
