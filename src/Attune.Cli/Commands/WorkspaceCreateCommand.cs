using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Hosting;
using Attune.Client;
using Attune.Client.Protocols.Arm;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Commands;

/// <summary><c>attune workspace create</c>.</summary>
internal static class WorkspaceCreateCommand
{
    public static Command Create(CommandTree tree)
    {
        var title = new Option<string?>("--display-name")
        {
            Description = "The name for people",
            HelpName = "TEXT",
        };
        var about = new Option<string?>("--description")
        {
            Description = "What it is for",
            HelpName = "TEXT",
        };
        var location = new Option<string?>("--location", "-l")
        {
            Description = "A cloud's region, kept as a label",
            HelpName = "REGION",
        };
        var group = new Option<string?>("--resource-group", "-g")
        {
            Description = "A cloud's resource group, kept as a label",
            HelpName = "NAME",
        };
        var subscription = new Option<string?>("--subscription")
        {
            Description = "A cloud's subscription, kept as a label",
            HelpName = "ID",
        };
        var command = CommandTree.New(
            "create",
            "Make a workspace, or change what is said about one",
            "attune workspace create team-a --display-name 'Team A'",
            "attune workspace create -n team-a -g rg-team -l local"
        );
        var name = new NameInput(command, "The workspace", complete: StoredNames.None);
        foreach (var option in (Option[])[title, about, location, group, subscription])
        {
            command.Options.Add(option);
        }
        var tags = new TagsInput(command);
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var workspace = new Resource<WorkspaceProperties>
            {
                Location = call.Get(location),
                Tags = tags.Get(call),
                Properties = new WorkspaceProperties
                {
                    FriendlyName = call.Get(title),
                    Description = call.Get(about),
                },
            };
            await ResourceAccess.AskAsync(
                call,
                client =>
                    client.PutAsync(
                        ResourceClient.Workspace(name.Get(call), call.Get(subscription), call.Get(group)),
                        workspace,
                        ArmJson.Default.ResourceWorkspaceProperties,
                        cancellationToken
                    ),
                cancellationToken
            );
            await using var store = (await call.OpenAsync(cancellationToken))!;
            var made = await new WorkspaceCatalog(
                store.Stores.Documents,
                store.Home,
                TimeProvider.System
            ).FindAsync(name.Get(call), cancellationToken);
            if (call.ForPeople)
            {
                call.Terminal.Out.Line(
                    $"{made!.Name} is there. Run jobs in it: attune run FILE -w {made.Name}"
                );
            }
            else
            {
                call.Write(WorkspaceContract.Of(made!), ContractJson.Readable.WorkspaceContract);
            }
            return ExitCode.Ok;
        }
    }
}
