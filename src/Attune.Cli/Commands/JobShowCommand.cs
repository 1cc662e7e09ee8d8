using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Homes;
using Attune.Cli.Jobs;
using Attune.Cli.Screens;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Commands;

/// <summary><c>attune job show</c>.</summary>
internal static class JobShowCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "show",
            "Show a job, or one of its trials",
            "attune job show calm_otter_7k2m9q",
            "attune job show calm_otter_7k2m9q_3",
            "attune job show -n calm_otter_7k2m9q --json"
        );
        var name = new NameInput(command, "The job, or a trial as NAME_NUMBER");
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, name.Get(call), cancellationToken)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(Call call, string name, CancellationToken cancellationToken)
    {
        var store = await call.OpenAsync(cancellationToken);
        await using var _ = store;
        if (store is not null)
        {
            if (await store.Catalog.WatchAsync(name, cancellationToken) is { } watch)
            {
                await ShowAsync(call, store, watch, cancellationToken);
                return ExitCode.Ok;
            }
            if (await store.Catalog.FindTrialAsync(name, cancellationToken) is var (job, trial))
            {
                await ShowAsync(call, job, trial, cancellationToken);
                return ExitCode.Ok;
            }
        }
        return await call.NoJobAsync(store, name, cancellationToken);
    }

    private static async Task ShowAsync(
        Call call,
        JobStore store,
        JobWatch watch,
        CancellationToken cancellationToken
    )
    {
        if (!call.ForPeople)
        {
            var contract = await Call.ContractAsync(store, watch, whole: true, cancellationToken);
            call.Write(contract, ContractJson.Readable.JobContract);
            return;
        }
        var page = call.Terminal.Out;
        var (state, reason) = store.StateOf(watch.Job);
        if (watch.Job.Job.DisplayName is { } title)
        {
            page.Line(Terminal.Visible(title));
        }
        page.Line($"submitted {Words.Moment(watch.Job.CreatedAt)} from {watch.Job.SourceFile}");
        page.Line($"folder {watch.Folder.FullPath}");
        await Summary.WriteAsync(page, store, watch, state, reason, cancellationToken);
        if (watch.Job.Note is { } note)
        {
            page.Line();
            page.Line($"Note: {Terminal.Visible(note)}");
        }
        Versions(page, watch);
        if (state == JobState.Interrupted)
        {
            page.Line();
            page.Line($"To go on: attune job resume {watch.Job.Name}");
        }
    }

    private static void Versions(Page page, JobWatch watch)
    {
        foreach (var amended in watch.Amendments)
        {
            page.Line();
            page.Line(
                $"Version {amended.Version}, {Words.Moment(amended.At)} by {Terminal.Visible(amended.By)}"
                    + (amended.Reason is { } reason ? ": " + Terminal.Visible(reason) : "")
            );
            foreach (var part in amended.Parts)
            {
                page.Line("  " + Terminal.Visible(part.ToString()));
            }
        }
    }

    private static async Task ShowAsync(
        Call call,
        JobWatch watch,
        TrialRow trial,
        CancellationToken cancellationToken
    )
    {
        if (!call.ForPeople)
        {
            var now = TimeProvider.System.GetUtcNow();
            var contract = await TrialContract.ReadAsync(watch, trial, now, cancellationToken);
            call.Write(contract, ContractJson.Readable.TrialContract);
            return;
        }
        var page = call.Terminal.Out;
        var metrics = await watch.MetricsAsync(trial, cancellationToken);
        page.Line(
            $"{page.Strong(trial.Name)} {Words.State(trial.State)}"
                + (trial.Reason is { } reason ? ": " + Terminal.Visible(reason) : "")
        );
        if (watch.Objective is { } objective)
        {
            var value = double.IsNaN(trial.Value) ? "was not reported" : "= " + Words.Exact(trial.Value);
            page.Line($"  {Terminal.Visible(objective.Metric)} {value}");
        }
        page.Line($"  proposed: {Terminal.Visible(trial.ProposedBecause)}");
        if (trial.IsHidden)
        {
            page.Line("  hidden: it is in no list and no best, and the sampler does not mind it");
        }
        if (trial.Note is { } note)
        {
            page.Line($"  note: {Terminal.Visible(note)}");
        }
        if (trial.Duration(TimeProvider.System.GetUtcNow()) is { } time)
        {
            page.Line($"  attempt {trial.Attempt}, {Words.Time(time)}");
        }
        Summary.Facts(page, watch, trial, metrics);
    }
}
