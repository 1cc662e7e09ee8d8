using Attune.EarlyTermination;
using Attune.Studies;
using Attune.Workspace;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Live;

/// <summary>One job, read again and again while anybody looks at it, once for all of them. Thread-safe.</summary>
public sealed class LiveJob : IDisposable
{
    private const int MostMetrics = 5_000;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, IReadOnlyList<Measurement>> _metrics = new(StringComparer.Ordinal);
    private readonly JobWatch _watch;
    private readonly WorkspaceHost? _host;
    private volatile JobSnapshot _current;

    internal LiveJob(JobWatch watch, WorkspaceHost? host)
    {
        (_watch, _host) = (watch, host);
        _current = Take([], null);
    }

    /// <summary>Raised, on any thread, when <see cref="Current"/> is another one.</summary>
    public event Action? Changed;

    /// <summary>How the job stood when it was read last.</summary>
    public JobSnapshot Current => _current;

    /// <summary>Reads what is new.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        JobSnapshot next;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _watch.RefreshAsync(cancellationToken).ConfigureAwait(false);
            next = Take([.. _watch.Trials], null);
        }
        catch (InvalidDataException error)
        {
            next = _current with { Fault = error.Message };
        }
        finally
        {
            _one.Release();
        }
        if (next.Differs(_current))
        {
            _current = next;
            Changed?.Invoke();
        }
    }

    /// <summary>The latest value of each metric of a trial, by name.</summary>
    public async Task<IReadOnlyList<Measurement>> MetricsAsync(
        TrialRow trial,
        CancellationToken cancellationToken
    )
    {
        lock (_metrics)
        {
            if (trial.HasEnded && _metrics.TryGetValue(Key(trial), out var known))
            {
                return known;
            }
        }
        var read = await _watch.MetricsAsync(trial, cancellationToken).ConfigureAwait(false);
        if (trial.HasEnded)
        {
            lock (_metrics)
            {
                if (_metrics.Count >= MostMetrics)
                {
                    _metrics.Clear();
                }
                _metrics[Key(trial)] = read;
            }
        }
        return read;
    }

    // An ended trial may be tried again.
    private static string Key(TrialRow trial) => FormattableString.Invariant($"{trial.Name}#{trial.Attempt}");

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>What an early-termination policy would have done to the trials so far.</summary>
    /// <exception cref="InvalidSpecException">The policy has errors.</exception>
    public async Task<PolicyReplay> ReplayAsync(
        EarlyTerminationPolicy policy,
        CancellationToken cancellationToken
    )
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _watch.ReplayAsync(policy, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    private JobSnapshot Take(TrialRow[] trials, string? fault)
    {
        var job = _watch.Job;
        var (state, reason) = JobStanding.Of(job, _host);
        return new JobSnapshot
        {
            Job = job,
            State = state,
            Reason = reason,
            Spec = _watch.Spec,
            Trials = trials,
            Visible = Array.Exists(trials, trial => trial.IsHidden)
                ? Array.FindAll(trials, trial => !trial.IsHidden)
                : trials,
            Amendments = [.. _watch.Amendments],
            Total = _watch.Total,
            Best = trials.Length > 0 && _watch.Best is { } best ? trials[best.Number] : null,
            Folder = _watch.Folder,
            Fault = fault,
        };
    }
}
