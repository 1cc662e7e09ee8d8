using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;
using Attune.Workspace.Compute;

namespace Attune.Cli.Commands;

/// <summary><c>attune compute show</c>.</summary>
internal static class ComputeShowCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "show",
            "Show an instance or a cluster",
            "attune compute show cpu-cluster"
        );
        var name = new NameInput(command, "The instance or cluster", complete: StoredNames.None);
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            if (await ComputeReading.FindAsync(call, name.Get(call), cancellationToken) is not { } compute)
            {
                return ExitCode.NotFound;
            }
            Write(call, compute);
            return ExitCode.Ok;
        }
    }

    /// <summary>Shows a compute.</summary>
    public static void Write(Call call, ComputeTarget compute)
    {
        var contract = ComputeContract.Of(compute, ComputeReading.HostOf(call));
        if (!call.ForPeople)
        {
            call.Write(contract, ContractJson.Readable.ComputeContract);
            return;
        }
        var page = call.Terminal.Out;
        page.Line($"{page.Strong(contract.Name)} {contract.Type} {contract.State.ToLowerInvariant()}");
        if (contract.Reason is { } reason)
        {
            page.Line($"  because: {Terminal.Visible(reason)}");
        }
        if (compute is ComputeCluster cluster)
        {
            page.Line(
                FormattableString.Invariant($"  nodes: {cluster.MinNodes} to {cluster.MaxNodes}")
                    + "; of each job that names it, that many trials run at once"
            );
        }
        else if (contract.Applications is { } applications)
        {
            foreach (var application in applications)
            {
                page.Line($"  {application.Name}: {application.Address}");
            }
            if (applications.Count > 0)
            {
                page.Line("  for its owner, signed in to the studio: attune studio");
            }
        }
        page.Line($"  size: {Terminal.Visible(contract.Size)}, which is {Allowed(compute)}");
    }

    private static string Allowed(ComputeTarget compute) =>
        compute is ComputeInstance ? InstanceSize.Of(compute.Size).ToString() : "this machine";
}
