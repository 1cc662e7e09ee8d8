using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Attune.Cli.Contracts;
using Attune.Cli.Homes;
using Attune.Cli.Profiles;
using Attune.Cli.Screens;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Commands;

/// <summary>One call of a command: what was typed, and where its answer goes.</summary>
internal sealed class Call(ParseResult parsed, GlobalOptions options, Terminal terminal)
{
    /// <summary>Where the answer goes.</summary>
    public Terminal Terminal { get; } = terminal;

    private Remote? _remote;
    private bool _chosen;

    public string? HomeAsked => parsed.GetValue(options.Home);

    /// <summary>The host elsewhere that is meant; null when a home on this machine is.</summary>
    /// <exception cref="InvalidSpecException">What names it leads nowhere.</exception>
    public Remote? Remote
    {
        get
        {
            if (!_chosen)
            {
                _remote = Remote.Find(parsed.GetValue(options.Server), HomeAsked);
                _chosen = true;
            }
            return _remote;
        }
    }

    /// <summary>Whether there is a home to speak of: one elsewhere, or one that is found here.</summary>
    public bool HasHome => Remote is not null || HomeChoice.Find(HomeAsked) is not null;

    /// <summary>Says that a command works on a home of this machine alone, when another machine's is meant.</summary>
    /// <param name="why">Why it does, as a sentence.</param>
    /// <param name="onlyAsked">Whether a profile in use does not count: the command cannot mean anything but this machine.</param>
    /// <returns>How the command ends; null when it may go on.</returns>
    public ExitCode? RefuseElsewhere(string why, bool onlyAsked = false) =>
        onlyAsked && parsed.GetValue(options.Server) is null ? null
        : Remote is { } remote
            ? Terminal.Refuse(
                ExitCode.Usage,
                $"This is not done at {remote.Address}: {why}",
                "run it on the host's machine, or name a home of this one with --home DIR"
            )
        : null;

    public string Workspace => parsed.GetValue(options.Workspace) ?? "default";

    /// <summary>Set by a command that has an option of its own for CSV.</summary>
    public bool Csv { get; set; }

    public OutputFormat Format =>
        parsed.GetValue(options.Json) ? OutputFormat.Json
        : Csv ? OutputFormat.Csv
        : parsed.GetValue(options.Output) ?? OutputFormat.Table;

    /// <summary>Whether a person reads the result.</summary>
    public bool ForPeople => Format == OutputFormat.Table;

    /// <summary>The value of an option or argument.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The value of an option or argument.</summary>
    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>Writes a contract in the format asked for, other than the table.</summary>
    public void Write<T>(T contract, JsonTypeInfo<T> type)
    {
        if (Format is OutputFormat.Json or OutputFormat.Table)
        {
            Terminal.Out.Line(JsonSerializer.Serialize(contract, type));
            return;
        }
        var node = JsonSerializer.SerializeToNode(contract, type);
        (node as JsonObject)?.Remove("job");
        Rows.Write(node, Format == OutputFormat.Csv ? ',' : '\t', Terminal.Out.Writer);
    }

    /// <summary>The store of the home that is meant; null when there is none.</summary>
    public async Task<JobStore?> OpenAsync(CancellationToken cancellationToken) =>
        Remote is { } remote ? await JobStore.OpenAsync(remote, Workspace, cancellationToken)
        : HomeChoice.Find(HomeAsked) is { } home
            ? await JobStore.OpenAsync(home, Workspace, cancellationToken)
        : null;

    /// <summary>Says that there is no such job, and which one may have been meant.</summary>
    public async Task<ExitCode> NoJobAsync(JobStore? store, string name, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return Terminal.Refuse(
                ExitCode.NotFound,
                $"There is no job '{name}': no home was found at or above {Environment.CurrentDirectory}.",
                "Name the home with --home DIR, or start a job: attune run FILE"
            );
        }
        var jobs = await store.Catalog.ListAsync(cancellationToken);
        var hint = Suggestion.For(name, jobs.Select(job => job.Name)) ?? "see attune job list";
        return Terminal.Refuse(ExitCode.NotFound, $"There is no job '{name}' in {WhereOf(store)}.", hint);
    }

    /// <summary>Where a home is, for people.</summary>
    public string WhereOf(JobStore store) => Remote is { } remote ? remote.Address : store.Home.Root;

    /// <summary>Says that the home has no such job, and which one may have been meant.</summary>
    public async Task<ExitCode> NoJobInAsync(string name, CancellationToken cancellationToken)
    {
        await using var store = await OpenAsync(cancellationToken);
        return await NoJobAsync(store, name, cancellationToken);
    }

    /// <summary>A job as a contract.</summary>
    public static async Task<JobContract> ContractAsync(
        JobStore store,
        JobWatch watch,
        bool whole,
        CancellationToken cancellationToken
    )
    {
        var now = TimeProvider.System.GetUtcNow();
        var (state, reason) = store.StateOf(watch.Job);
        var best = watch.Best is { } trial
            ? await TrialContract.ReadAsync(watch, trial, now, cancellationToken)
            : null;
        return JobContract.Of(watch, state, reason, best, whole);
    }
}
