using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Attune.Client.Protocols.Arm;
using Attune.Client.Protocols.Arm.Mapping;
using Attune.Client.Protocols.History;
using Attune.Jobs;
using Attune.Studies;

namespace Attune.Client;

/// <summary>A sweep that was handed in. It shows itself in a C# notebook, and as a table of text elsewhere. Thread-safe.</summary>
public sealed partial class Sweep
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly AttuneWorkspace _workspace;
    private SweepStanding _latest;

    internal Sweep(AttuneWorkspace workspace, string name, SweepJob job, SweepStanding latest) =>
        (_workspace, Name, Job, _latest) = (workspace, name, job, latest);

    /// <summary>Its name in the workspace.</summary>
    public string Name { get; }

    /// <summary>What was handed in, as the host understood it.</summary>
    public SweepJob Job { get; }

    /// <summary>How it stood when it was looked at last.</summary>
    public SweepStanding Latest => Volatile.Read(ref _latest);

    /// <summary>Its page in the studio.</summary>
    public Uri StudioAddress => new(_workspace.Address, $"jobs/{Uri.EscapeDataString(Name)}");

    internal static async Task<Sweep> OpenAsync(
        AttuneWorkspace workspace,
        string name,
        CancellationToken cancellationToken
    )
    {
        var resource = await ReadJobAsync(workspace, name, cancellationToken).ConfigureAwait(false);
        var problems = new List<Problem>();
        var job = JobMapping.Read(resource.Properties!, problems);
        return job is SweepJob sweep
            ? new Sweep(
                workspace,
                name,
                sweep,
                await ReadAsync(workspace, name, resource.Properties!, sweep, cancellationToken)
                    .ConfigureAwait(false)
            )
            : throw new HostRefusalException(404, $"'{name}' is no sweep.", problems);
    }

    /// <summary>Looks how it stands now.</summary>
    public async Task<SweepStanding> RefreshAsync(CancellationToken cancellationToken = default)
    {
        var resource = await ReadJobAsync(_workspace, Name, cancellationToken).ConfigureAwait(false);
        var now = await ReadAsync(_workspace, Name, resource.Properties!, Job, cancellationToken)
            .ConfigureAwait(false);
        Volatile.Write(ref _latest, now);
        return now;
    }

    /// <summary>How it stands now and at every change, until it is over. A host that is away for a while is waited for.</summary>
    /// <param name="cancellationToken">Stops looking; the sweep goes on.</param>
    public async IAsyncEnumerable<SweepStanding> FollowAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        SweepStanding? told = null;
        while (true)
        {
            var now = told;
            try
            {
                now = await RefreshAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (MayPass(error, cancellationToken))
            {
                // The sweep goes on without whoever looks; so does the looking.
            }
            if (now is not null && (told is null || !AreSame(now, told)))
            {
                yield return told = now;
            }
            if (now is { IsOver: true })
            {
                yield break;
            }
            await Task.Delay(Pause, _workspace.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until it is over, and says how it ended.</summary>
    /// <param name="cancellationToken">Stops waiting; the sweep goes on.</param>
    public async Task<SweepStanding> WaitAsync(CancellationToken cancellationToken = default)
    {
        var last = Latest;
        await foreach (var now in FollowAsync(cancellationToken).ConfigureAwait(false))
        {
            last = now;
        }
        return last;
    }

    /// <summary>Its trials as they stand now, the best first, those without a value last.</summary>
    public async Task<IReadOnlyList<SweepTrial>> TrialsByObjectiveAsync(
        CancellationToken cancellationToken = default
    ) => (await RefreshAsync(cancellationToken).ConfigureAwait(false)).ByObjective;

    /// <summary>The best trial as things stand now; null while none ended with a value.</summary>
    public async Task<SweepTrial?> BestTrialAsync(CancellationToken cancellationToken = default) =>
        (await RefreshAsync(cancellationToken).ConfigureAwait(false)).Best;

    /// <summary>Cancels it; what its trials have reported stays.</summary>
    public Task CancelAsync(CancellationToken cancellationToken = default) =>
        _workspace.Resources.PostAsync(_workspace.JobPath(Name) + "/cancel", cancellationToken);

    /// <summary>How it stood when it was looked at last, as text.</summary>
    public override string ToString()
    {
        var now = Latest;
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Name}: {now.Status}, {now.Trials.Count(trial => trial.HasEnded)}"
        );
        text.Append(Job.MaxTrials is { } most ? $" of {most}" : "").Append(" trials ended");
        if (now.Reason is { } reason)
        {
            text.Append(", ").Append(reason);
        }
        text.Append('\n');
        foreach (var trial in now.ByObjective)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {trial.Number, 4}  {trial.State, -12}  {now.Objective.Metric} {trial.Value, -10:G6}  {trial.Values}\n"
            );
        }
        return text.ToString().TrimEnd();
    }

    private static bool MayPass(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or HostRefusalException { Status: 408 or 429 or >= 500 }
        || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested);

    private static bool AreSame(SweepStanding left, SweepStanding right) =>
        left with { Trials = [] } == right with { Trials = [] } && left.Trials.SequenceEqual(right.Trials);

    private static Task<Resource<JobProperties>> ReadJobAsync(
        AttuneWorkspace workspace,
        string name,
        CancellationToken cancellationToken
    ) =>
        workspace.Resources.GetAsync(
            workspace.JobPath(name),
            ArmJson.Default.ResourceJobProperties,
            cancellationToken
        );

    private static async Task<SweepStanding> ReadAsync(
        AttuneWorkspace workspace,
        string name,
        JobProperties properties,
        SweepJob job,
        CancellationToken cancellationToken
    )
    {
        var trials = new List<SweepTrial>();
        var next = $"{ResourceClient.History(workspace.Name)}/runs/{Uri.EscapeDataString(name)}/children";
        while (next is not null)
        {
            var page = await workspace
                .Resources.GetAsync(next, HistoryJson.Default.HistoryChildren, cancellationToken)
                .ConfigureAwait(false);
            trials.AddRange(page.Value.Select(SweepTrial.Of));
            next = page.NextLink;
        }
        return new SweepStanding(
            properties.Status ?? "Queued",
            new Objective(job.Objective.PrimaryMetric, job.Objective.Goal),
            [.. trials.OrderBy(trial => trial.Number)]
        )
        {
            Reason = properties.Properties?.GetValueOrDefault("attune.reason"),
        };
    }
}
