using System.CommandLine;
using System.Text.Json;
using Attune.Cli.Contracts;
using Attune.Cli.Homes;
using Attune.Studio;

namespace Attune.Cli.Commands;

/// <summary><c>attune workspace config</c>: the file by which the clients of notebooks find their workspace.</summary>
internal static class WorkspaceConfigCommand
{
    private const string FileName = "config.json";

    // What the paths of resources have where nobody named a subscription or group.
    private const string NoSubscription = "local";
    private const string NoGroup = "attune";

    public static Command Create(CommandTree tree)
    {
        var path = new Option<string>("--path", "-p")
        {
            Description = "The folder to write config.json to",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".",
        };
        var command = CommandTree.New(
            "config",
            "Write config.json, by which notebooks find a workspace",
            "attune workspace config",
            "attune workspace config team-a --path notebooks"
        );
        var name = new NameInput(
            command,
            "The workspace; default the one that -w names",
            required: false,
            complete: StoredNames.None
        );
        command.Options.Add(path);
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
            var home = call.Remote is null ? HomeChoice.Find(call.HomeAsked) : null;
            var config = new WorkspaceConfig
            {
                SubscriptionId = workspace.Subscription ?? NoSubscription,
                ResourceGroup = workspace.ResourceGroup ?? NoGroup,
                WorkspaceName = workspace.Name,
                AttuneHome = home?.Root,
                AttuneUrl = home is null ? call.Remote?.Address : StudioHost.AddressOf(home.Root)?.ToString(),
            };
            var folder = Path.GetFullPath(call.Get(path)!);
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, FileName);
            await File.WriteAllTextAsync(
                file,
                JsonSerializer.Serialize(config, ContractJson.Readable.WorkspaceConfig) + "\n",
                cancellationToken
            );
            if (call.ForPeople)
            {
                call.Terminal.Out.Line(file);
            }
            else
            {
                call.Write(config, ContractJson.Readable.WorkspaceConfig);
            }
            return ExitCode.Ok;
        }
    }
}
