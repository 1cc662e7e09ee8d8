using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary><c>attune job list</c>.</summary>
internal static class JobListCommand
{
    public static Command Create(CommandTree tree)
    {
        var archived = new Option<bool>("--archived-only") { Description = "Only archived jobs" };
        var all = new Option<bool>("--include-archived") { Description = "Archived jobs too" };
        var most = new Option<int?>("--max-results", "-r")
        {
            Description = "At most this many, the newest",
            HelpName = "N",
        };
        var parent = new Option<string?>("--parent-job-name", "-p")
        {
            Description = "The trials of this sweep, as az ml lists them",
            HelpName = "NAME",
        };
        parent.CompletionSources.Add(StoredNames.OfJobs);
        var command = CommandTree.New(
            "list",
            "List jobs, the newest first",
            "attune job list",
            "attune job list --json",
            "attune job list -o csv > jobs.csv"
        );
        command.Options.Add(archived);
        command.Options.Add(all);
        command.Options.Add(most);
        command.Options.Add(parent);
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            if (call.Get(parent) is { } sweep)
            {
                return await JobTrialsCommand.RunAsync(
                    call,
                    sweep,
                    new TrialFilter(null, call.Get(most), null),
                    cancellationToken
                );
            }
            var store = await call.OpenAsync(cancellationToken);
            await using var _ = store;
            var records = store is null ? [] : await store.Catalog.ListAsync(cancellationToken);
            var contracts = new List<JobContract>();
            foreach (
                var record in records
                    .Where(job => call.Get(archived) ? job.Archived : call.Get(all) || !job.Archived)
                    .Take(call.Get(most) ?? int.MaxValue)
            )
            {
                var watch = await store!.Catalog.WatchAsync(record, cancellationToken);
                contracts.Add(await Call.ContractAsync(store, watch, whole: false, cancellationToken));
            }
            if (!call.ForPeople)
            {
                call.Write(contracts, ContractJson.Readable.IReadOnlyListJobContract);
            }
            else if (contracts.Count == 0)
            {
                call.Terminal.Say(
                    store is null
                        ? $"No jobs: no home was found at or above {Environment.CurrentDirectory}. Start one: attune run FILE"
                        : "No jobs."
                );
            }
            else
            {
                call.Terminal.Out.Draw(Draw(contracts, call.Terminal.Out.Traits.Width));
            }
            return ExitCode.Ok;
        }
    }

    private static Spectre.Console.Rendering.IRenderable Draw(IReadOnlyList<JobContract> jobs, int width)
    {
        var now = TimeProvider.System.GetUtcNow();
        var listing = new Listing(width);
        listing.Add("name", jobs.Select(job => (Cell)job.Name));
        listing.Add(
            "state",
            jobs.Select(job => new Cell(
                job.State.ToLowerInvariant(),
                StateStyles.Of(Enum.Parse<Workspace.Catalog.JobState>(job.State))
            ))
        );
        listing.Add("trials", jobs.Select(job => (Cell)Trials(job.Trials)), rank: 1, right: true);
        listing.Add(
            "best",
            jobs.Select(job => (Cell)(job.Best?.Value is { } value ? Words.Value(value) : "-")),
            rank: 1,
            right: true
        );
        listing.Add("metric", jobs.Select(job => (Cell)(job.Objective?.Metric ?? "-")), rank: 3);
        listing.Add("created", jobs.Select(job => (Cell)Words.Moment(job.CreatedAt)), rank: 2);
        listing.Add("time", jobs.Select(job => (Cell)Words.Time(TimeOf(job, now))), rank: 2, right: true);
        listing.Add("experiment", jobs.Select(job => (Cell)(job.ExperimentName ?? "")), rank: 4);
        listing.Add("title", jobs.Select(job => (Cell)(job.DisplayName ?? "")), rank: 5, stretches: true);
        return listing.Draw();
    }

    // How long an interrupted one has worked, nobody knows any more.
    private static TimeSpan? TimeOf(JobContract job, DateTimeOffset now) =>
        job.EndedAt is { } end ? end - job.StartedAt
        : job.State == nameof(Workspace.Catalog.JobState.Interrupted) ? null
        : now - job.StartedAt;

    private static string Trials(CountsContract counts)
    {
        var ended = counts.Proposed - counts.Waiting - counts.Running;
        return counts.Total is { } total
            ? FormattableString.Invariant($"{ended}/{total}")
            : FormattableString.Invariant($"{ended}");
    }
}
