using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Homes;
using Attune.Cli.Jobs;
using Attune.Cli.Screens;
using Attune.Jobs;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Commands;

/// <summary><c>attune job download</c>.</summary>
internal static class JobDownloadCommand
{
    public static Command Create(CommandTree tree)
    {
        var path = new Option<string>("--download-path", "-p", "--path")
        {
            Description = "Where to; a folder of the job's name is made in it",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".",
        };
        var all = new Option<bool>("--all") { Description = "Declared outputs too" };
        var output = new Option<string[]>("--output-name")
        {
            Description = "This declared output too; may be repeated",
            HelpName = "NAME",
        };
        var command = CommandTree.New(
            "download",
            "Copy the files of a job that is over: of a sweep, those of its best trial",
            "attune job download -n calm_otter_7k2m9q",
            "attune job download -n calm_otter_7k2m9q --all -p results",
            "attune job download -n calm_otter_7k2m9q_3"
        );
        var name = new NameInput(command, "The job, or a trial as NAME_NUMBER");
        command.Options.Add(path);
        command.Options.Add(all);
        command.Options.Add(output);
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var wanted = name.Get(call);
            var store = await call.OpenAsync(cancellationToken);
            await using var _ = store;
            if (await FindAsync(store, wanted, cancellationToken) is not var (watch, trial))
            {
                return await call.NoJobAsync(store, wanted, cancellationToken);
            }
            if (trial is null ? !watch.Job.IsOver : !trial.HasEnded)
            {
                return call.Terminal.Refuse(
                    ExitCode.Conflict,
                    $"'{wanted}' is {(trial is null ? store!.StateOf(watch.Job).State.ToString().ToLowerInvariant() : Words.State(trial.State))}; its files are copied when it is over.",
                    $"they lie in {trial?.Folder ?? watch.Folder.FullPath}"
                );
            }
            var source =
                trial ?? (watch.Job.Job is SweepJob ? watch.Best : watch.Trials.Take(1).SingleOrDefault());
            string[]? outputs =
                call.Get(all) ? []
                : call.Get(output) is { Length: > 0 } named ? named
                : null;
            var target = Path.GetFullPath(Path.Combine(call.Get(path)!, wanted));
            var scratch = $"{target}.{Guid.NewGuid():N}.part";
            try
            {
                var folder = await store!.Files.BringAsync(
                    watch,
                    Download.PathsOf(source),
                    scratch,
                    cancellationToken
                );
                source = source is null ? null : source with { Folder = folder.Trial(source.Number) };
                return Copy(call, watch, source, trial is null ? folder : null, target, outputs);
            }
            finally
            {
                Download.Clear(scratch);
            }
        }
    }

    private static ExitCode Copy(
        Call call,
        JobWatch watch,
        TrialRow? source,
        JobFolder? folder,
        string target,
        IReadOnlyList<string>? outputs
    )
    {
        if (
            source is not null
            && outputs?.Except(Download.OutputsOf(source), StringComparer.Ordinal).FirstOrDefault()
                is { } missing
        )
        {
            var there = Download.OutputsOf(source);
            return call.Terminal.Refuse(
                ExitCode.NotFound,
                $"{source.Name} has no declared output '{missing}'.",
                there.Count == 0 ? "it declares none" : "it has " + string.Join(", ", there)
            );
        }
        var count = Download.Copy(source, folder, target, outputs);
        Tell(call, new DownloadContract(watch.Job.Name, source?.Name, target, count));
        return ExitCode.Ok;
    }

    private static void Tell(Call call, DownloadContract done)
    {
        if (!call.ForPeople)
        {
            call.Write(done, ContractJson.Readable.DownloadContract);
            return;
        }
        var whose = done.Trial is { } trial ? $" of {trial}" : "";
        call.Terminal.Out.Line($"{Words.Count(done.Files, "file")}{whose} in {done.Path}");
    }

    private static async Task<(JobWatch Job, TrialRow? Trial)?> FindAsync(
        JobStore? store,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (store is null)
        {
            return null;
        }
        if (await store.Catalog.WatchAsync(name, cancellationToken) is { } watch)
        {
            return (watch, null);
        }
        return await store.Catalog.FindTrialAsync(name, cancellationToken) is var (job, trial)
            ? (job, trial)
            : null;
    }
}
