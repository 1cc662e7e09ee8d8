using System.Collections.Concurrent;
using Attune.Storage.Runs;
using Attune.Studio.SignIn;
using Attune.Workspace.Metrics;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Who may read and write which run: the local command all, a trial its own and those it made below its own.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RunAccess(StudioParts parts, StudioOptions options)
{
    /// <summary>Names the trial that a run was made by. Set by the host alone.</summary>
    public const string OwnerTag = "attune.trial";

    private readonly StoredTrials _stored = new(parts, options);
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>Refuses a call that its caller may not make about a run; returns the attempt that points belong to.</summary>
    public async ValueTask<int> RequireAsync(Caller caller, string run, CancellationToken cancellationToken)
    {
        if (caller is Caller.Trial own && own.Run.Run == run)
        {
            await KnowAsync(own.Run, cancellationToken).ConfigureAwait(false);
            return own.Run.Attempt;
        }
        if (caller is Caller.Trial other)
        {
            return await OwnerAsync(run, cancellationToken).ConfigureAwait(false) == other.Run.Run
                ? 0
                : throw new MLflowException(
                    MLflowError.Denied(
                        $"The token of trial '{other.Run.Run}' is good for that run only, not for '{run}'."
                    )
                );
        }
        if (parts.Trials.Find(run) is not { } trial)
        {
            return 0;
        }
        // What ran is forgotten of a trial that has ended; the store still has it.
        if (trial.IsLive || await KnowStoredAsync(run, cancellationToken).ConfigureAwait(false) is null)
        {
            await KnowAsync(trial, cancellationToken).ConfigureAwait(false);
        }
        return trial.Attempt;
    }

    /// <summary>The row of a run that the caller may see.</summary>
    public async Task<RunRecord> FindAsync(Caller caller, string run, CancellationToken cancellationToken)
    {
        await RequireAsync(caller, run, cancellationToken).ConfigureAwait(false);
        return await KnowStoredAsync(run, cancellationToken).ConfigureAwait(false)
            ?? throw new MLflowException(MLflowError.Unknown($"There is no run '{run}'."));
    }

    /// <summary>Whether a caller may see a run that a search found.</summary>
    public async ValueTask<bool> MaySeeAsync(
        Caller caller,
        string run,
        CancellationToken cancellationToken
    ) =>
        caller is not Caller.Trial trial
        || trial.Run.Run == run
        || await OwnerAsync(run, cancellationToken).ConfigureAwait(false) == trial.Run.Run;

    /// <summary>Whether a caller may see an experiment.</summary>
    public static bool MaySee(Caller caller, long experiment) =>
        caller is not Caller.Trial trial || trial.Run.ExperimentId == experiment;

    /// <summary>Makes the row of a caller's own run, when it has one.</summary>
    public ValueTask KnowAsync(Caller caller, CancellationToken cancellationToken) =>
        caller is Caller.Trial trial ? KnowAsync(trial.Run, cancellationToken) : ValueTask.CompletedTask;

    private async ValueTask KnowAsync(TrialRun trial, CancellationToken cancellationToken)
    {
        if (_known.ContainsKey(trial.Run))
        {
            return;
        }
        var (row, tags) = TrialRows.Of(trial, options.Home, parts.Time.GetUtcNow().ToUnixTimeMilliseconds());
        await parts.Database.Runs.CreateAsync(row, tags, cancellationToken).ConfigureAwait(false);
        _known[trial.Run] = true;
    }

    /// <summary>The row of a run; made for a trial that has ended without one; null when it is neither.</summary>
    private async Task<RunRecord?> KnowStoredAsync(string run, CancellationToken cancellationToken)
    {
        if (await parts.Database.Runs.FindAsync(run, cancellationToken).ConfigureAwait(false) is { } row)
        {
            return row;
        }
        if (await _stored.FindAsync(run, cancellationToken).ConfigureAwait(false) is not var (stored, tags))
        {
            return null;
        }
        await parts.Database.Runs.CreateAsync(stored, tags, cancellationToken).ConfigureAwait(false);
        return stored;
    }

    private async ValueTask<string?> OwnerAsync(string run, CancellationToken cancellationToken)
    {
        if (_owners.TryGetValue(run, out var owner))
        {
            return owner;
        }
        var tags = await parts.Database.Runs.TagsAsync(run, cancellationToken).ConfigureAwait(false);
        owner = tags.FirstOrDefault(tag => tag.Name == OwnerTag).Value;
        if (owner is not null)
        {
            _owners[run] = owner; // an owner never changes; a run that has none may come to be
        }
        return owner;
    }
}
