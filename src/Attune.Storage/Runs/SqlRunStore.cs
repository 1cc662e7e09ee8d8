using Attune.Storage.Dialects.Sqlite;
using Attune.Storage.Measurements;
using Attune.Studies;

namespace Attune.Storage.Runs;

/// <summary>Runs with their parameters and tags, as the tracking protocol knows them. Safe for concurrent use.</summary>
/// <remarks>Their metrics are in the measurement store; <see cref="LogBatchAsync"/> writes both in one transaction.</remarks>
public sealed class SqlRunStore
{
    private readonly Database _database;
    private readonly PointWriter _points;

    internal SqlRunStore(Database database, PointWriter points) => (_database, _points) = (database, points);

    /// <summary>Creates a run with its first tags.</summary>
    /// <returns>False when its id is taken; nothing was changed then.</returns>
    public Task<bool> CreateAsync(
        RunRecord run,
        IReadOnlyList<NamedText> tags,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(tags);
        return _database.WriteAsync(
            session =>
            {
                if (RunRows.Insert(session, run) is not { } id)
                {
                    return false;
                }
                RunTexts.SetTags(session, id, tags);
                return true;
            },
            cancellationToken,
            1 + tags.Count
        );
    }

    /// <summary>The run, or null when there is none. Deleted ones are found too.</summary>
    public Task<RunRecord?> FindAsync(string run, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RunRows.Find(session, run)?.Record, cancellationToken);

    /// <summary>Runs of an experiment, oldest first, deleted ones included, in pages.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="afterRun">The last run of the page before; null for the first page.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public Task<IReadOnlyList<RunRecord>> ListAsync(
        long experiment,
        string? afterRun,
        int limit,
        CancellationToken cancellationToken
    ) =>
        _database.ReadAsync(session => RunRows.List(session, experiment, afterRun, limit), cancellationToken);

    /// <summary>Changes a run's row in one step.</summary>
    /// <param name="run">The run.</param>
    /// <param name="change">Makes the new row from the one that is there; must be quick, and may be called again.</param>
    /// <param name="cancellationToken">Gives up before the write begins.</param>
    /// <returns>The new row, or null when there is no such run.</returns>
    public Task<RunRecord?> UpdateAsync(
        string run,
        Func<RunRecord, RunRecord> change,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        return _database.WriteAsync(
            session =>
            {
                if (RunRows.Find(session, run) is not { } found)
                {
                    return null;
                }
                var changed = change(found.Record) with { Run = run };
                RunRows.Update(session, found.Id, changed);
                return changed;
            },
            cancellationToken
        );
    }

    /// <summary>Logs metrics, parameters and tags of a run, whole or not at all; durable when it returns.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metrics">Points, all of this run.</param>
    /// <param name="parameters">A parameter never changes: the same value again is fine, another refuses the batch.</param>
    /// <param name="tags">A tag's newest value counts.</param>
    /// <param name="cancellationToken">Gives up before the write begins.</param>
    /// <exception cref="StorageFullException">No space left; nothing was kept.</exception>
    public Task<LogOutcome> LogBatchAsync(
        string run,
        IReadOnlyList<Measurement> metrics,
        IReadOnlyList<NamedText> parameters,
        IReadOnlyList<NamedText> tags,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(tags);
        if (metrics.Any(point => point.Run != run))
        {
            throw new ArgumentException(
                $"A batch of run '{run}' holds only points of that run.",
                nameof(metrics)
            );
        }
        return _database.WriteAsync(
            session => Log(session, run, metrics, parameters, tags),
            cancellationToken,
            metrics.Count + parameters.Count + tags.Count + 1
        );
    }

    /// <summary>A run's parameters, by name.</summary>
    public Task<IReadOnlyList<NamedText>> ParametersAsync(string run, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RunTexts.Parameters(session, run), cancellationToken);

    /// <summary>A run's tags, by name.</summary>
    public Task<IReadOnlyList<NamedText>> TagsAsync(string run, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RunTexts.Tags(session, run), cancellationToken);

    /// <summary>Removes a tag; says whether it was there.</summary>
    public Task<bool> DeleteTagAsync(string run, string tag, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => RunTexts.DeleteTag(session, run, tag), cancellationToken);

    /// <summary>Deletes a run for good, with its parameters, tags and metrics; says whether it was there.</summary>
    public Task<bool> DeleteAsync(string run, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            session =>
            {
                PointWriter.Delete(session, run);
                return session.Query("DELETE FROM runs WHERE run = ?1").Bind(1, run).Run() > 0;
            },
            cancellationToken
        );

    private LogOutcome Log(
        Session session,
        string run,
        IReadOnlyList<Measurement> metrics,
        IReadOnlyList<NamedText> parameters,
        IReadOnlyList<NamedText> tags
    )
    {
        if (RunRows.Find(session, run) is not { } found)
        {
            return LogOutcome.Refused(LogStatus.NoSuchRun, $"There is no run '{run}'.");
        }
        if (found.Record.IsDeleted)
        {
            return LogOutcome.Refused(
                LogStatus.RunDeleted,
                $"The run '{run}' was deleted; it must be in the 'active' state."
            );
        }
        // All of the batch is judged before any of it is written, so that a refusal has nothing to take back.
        if (RunTexts.Contradiction(session, found.Id, parameters) is { } reason)
        {
            return LogOutcome.Refused(LogStatus.ParameterChanged, reason);
        }
        RunTexts.AddParameters(session, found.Id, parameters);
        RunTexts.SetTags(session, found.Id, tags);
        return new LogOutcome(LogStatus.Logged, _points.Append(session, metrics), null);
    }
}
