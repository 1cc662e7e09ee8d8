using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Hosting;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary><c>attune model delete</c>.</summary>
internal static class ModelDeleteCommand
{
    public static Command Create(CommandTree tree)
    {
        var version = new Option<int?>("--version", "-v")
        {
            Description = "This version alone; all of the model unless given",
            HelpName = "N",
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = CommandTree.New(
            "delete",
            "Delete a registered model, or one of its versions, with its files",
            "attune model delete diabetes_model -v 3",
            "attune model delete -n diabetes_model --yes"
        );
        var name = new NameInput(command, "The model", complete: StoredNames.OfModels);
        command.Options.Add(version);
        command.Options.Add(yes);
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                RunAsync(call, name.Get(call), call.Get(version), call.Get(yes), cancellationToken)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Call call,
        string name,
        int? version,
        bool yes,
        CancellationToken cancellationToken
    )
    {
        await using (var store = await call.OpenAsync(cancellationToken))
        {
            if (store is null || await store.Models.FindAsync(name, cancellationToken) is null)
            {
                return await VersionInput.NoModelAsync(call, store, name, cancellationToken);
            }
            var versions = await store.Models.VersionsAsync(name, cancellationToken);
            if (version is { } number && versions.All(each => each.Version != number))
            {
                return call.Terminal.Refuse(
                    ExitCode.NotFound,
                    $"The model '{name}' has no version {number}.",
                    $"see attune model list {Words.ShellWord(name)}"
                );
            }
            var what = version is null
                ? $"{name} with its {Words.Count(versions.Count, "version")}"
                : $"version {version} of {name}";
            if (!yes && !Confirmed(call, what))
            {
                return call.Terminal.Refuse(
                    ExitCode.Conflict,
                    $"'{name}' was not deleted: nobody confirmed it.",
                    "with --yes nobody is asked"
                );
            }
        }
        await using var host = await HostAccess.OpenAsync(call, cancellationToken);
        await host.Client.DeleteModelAsync(name, version, cancellationToken);
        if (call.ForPeople)
        {
            call.Terminal.Out.Line(
                version is null ? $"{name} is deleted." : $"Version {version} of {name} is deleted."
            );
        }
        else
        {
            call.Write(
                new ModelDeletedContract(name, version, true),
                ContractJson.Readable.ModelDeletedContract
            );
        }
        return ExitCode.Ok;
    }

    private static bool Confirmed(Call call, string what)
    {
        if (Console.IsInputRedirected)
        {
            return false;
        }
        call.Terminal.Talk.Writer.Write($"Delete {Terminal.Visible(what)} and the files? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
