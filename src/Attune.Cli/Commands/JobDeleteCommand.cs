using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Hosting;

namespace Attune.Cli.Commands;

/// <summary><c>attune job delete</c>.</summary>
internal static class JobDeleteCommand
{
    public static Command Create(CommandTree tree)
    {
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = CommandTree.New(
            "delete",
            "Delete a job that is over, with its trials, metrics and files",
            "attune job delete calm_otter_7k2m9q",
            "attune job delete -n calm_otter_7k2m9q --yes"
        );
        var name = new NameInput(command, "The job");
        command.Options.Add(yes);
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, name.Get(call), call.Get(yes), cancellationToken)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Call call,
        string name,
        bool yes,
        CancellationToken cancellationToken
    )
    {
        await using (var store = await call.OpenAsync(cancellationToken))
        {
            if (store is null || await store.Catalog.WatchAsync(name, cancellationToken) is not { } watch)
            {
                return await call.NoJobAsync(store, name, cancellationToken);
            }
            var trials = Screens.Words.Count(watch.Trials.Count, "trial");
            if (!yes && !Confirmation.Ask(call, $"Delete {name} with its {trials}, their metrics and files?"))
            {
                return Confirmation.Refuse(call, name);
            }
        }
        await using var host = await HostAccess.OpenAsync(call, cancellationToken);
        await host.Client.DeleteAsync(name, cancellationToken);
        if (call.ForPeople)
        {
            call.Terminal.Out.Line($"{name} is deleted.");
        }
        else
        {
            call.Write(new DeletedContract(name, true), ContractJson.Readable.DeletedContract);
        }
        return ExitCode.Ok;
    }
}
