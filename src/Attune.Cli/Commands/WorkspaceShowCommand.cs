using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary><c>attune workspace show</c>.</summary>
internal static class WorkspaceShowCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New("show", "Show a workspace", "attune workspace show team-a");
        var name = new NameInput(
            command,
            "The workspace; default the one that -w names",
            required: false,
            complete: StoredNames.None
        );
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            if (
                await WorkspaceReading.FindAsync(call, name.Find(call) ?? call.Workspace, cancellationToken)
                is not { } workspace
            )
            {
                return ExitCode.NotFound;
            }
            var contract = WorkspaceContract.Of(workspace);
            if (!call.ForPeople)
            {
                call.Write(contract, ContractJson.Readable.WorkspaceContract);
                return ExitCode.Ok;
            }
            var page = call.Terminal.Out;
            page.Line($"{page.Strong(contract.Name)} {Terminal.Visible(contract.DisplayName)}");
            foreach (
                var (label, text) in new[]
                {
                    ("about", contract.Description),
                    ("subscription", contract.SubscriptionId),
                    ("group", contract.ResourceGroup),
                    ("location", contract.Location),
                    ("made", contract.CreatedAt is { } at ? Words.Moment(at) : null),
                    ("labels", string.Join(", ", contract.Tags.Select(tag => $"{tag.Key}={tag.Value}"))),
                }
            )
            {
                if (!string.IsNullOrEmpty(text))
                {
                    page.Line($"  {label}: {Terminal.Visible(text)}");
                }
            }
            return ExitCode.Ok;
        }
    }
}
