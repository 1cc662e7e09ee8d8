using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Homes;
using Attune.Cli.Hosting;

namespace Attune.Cli.Commands;

/// <summary><c>attune job create</c>.</summary>
internal static class JobCreateCommand
{
    public static Command Create(CommandTree tree)
    {
        var stream = new Option<bool>("--stream", "-s") { Description = "Follow the job until its end" };
        var command = CommandTree.New(
            "create",
            "Hand in a job file to be run in the background",
            "attune job create sweep.yml",
            "attune job create -f sweep.yml --stream",
            "attune job create sweep.yml --set limits.max_total_trials=20"
        );
        var input = new JobRunInput(command);
        command.Options.Add(stream);
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, input, call.Get(stream), cancellationToken)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Call call,
        JobRunInput input,
        bool stream,
        CancellationToken cancellationToken
    )
    {
        if (!await JobReading.CheckAsync(call, input, cancellationToken))
        {
            return ExitCode.Usage;
        }
        var (found, job) = await HostAccess.AskAsync(
            () =>
                call.Remote is { } remote
                    ? Task.FromResult(HostAccess.To(remote, call.Workspace))
                    : BackgroundHost.OpenAsync(
                        HomeChoice.FindOrCreate(call.HomeAsked),
                        call.Workspace,
                        cancellationToken
                    ),
            client => input.SubmitAsync(call, client, cancellationToken),
            cancellationToken
        );
        await using var host = found;
        if (stream)
        {
            return await JobStreamCommand.RunAsync(call, job.Name, cancellationToken);
        }
        if (!call.ForPeople)
        {
            await using var store = (await call.OpenAsync(cancellationToken))!;
            var watch = (await store.Catalog.WatchAsync(job.Name, cancellationToken))!;
            var contract = await Call.ContractAsync(store, watch, whole: true, cancellationToken);
            call.Write(contract, ContractJson.Readable.JobContract);
            return ExitCode.Ok;
        }
        call.Terminal.Out.Line(job.Name);
        call.Terminal.Say(
            (
                job.Continues ? "It was not finished and goes on"
                : call.Remote is { } elsewhere ? $"It runs at {elsewhere.Address}"
                : "It runs in the background"
            ) + $". Follow it: attune job stream {job.Name}   stop it: attune job cancel {job.Name}"
        );
        return ExitCode.Ok;
    }
}
