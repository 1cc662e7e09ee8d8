namespace Attune.Studies;

/// <summary>The name of a study: the sweep job's name.</summary>
public readonly record struct StudyId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Proof that the holder is the one arbiter of a study; a later lease makes it void.</summary>
public readonly record struct LeaseToken(long Value);

/// <summary>A study's row without its changes.</summary>
public sealed record StudyRow(
    StudyId Id,
    StudySpec Spec,
    long Revision,
    StudyState State,
    DateTimeOffset CreatedAt
);

/// <summary>Reads studies. Safe for concurrent use; readers never block the writer.</summary>
public interface IStudyReader
{
    /// <summary>The study's row, or null when there is none.</summary>
    Task<StudyRow?> FindAsync(StudyId id, CancellationToken cancellationToken);

    /// <summary>All studies, oldest first.</summary>
    Task<IReadOnlyList<StudyRow>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Changes after a revision, in order; revision n is the n-th change, from 1.</summary>
    /// <exception cref="KeyNotFoundException">There is no such study.</exception>
    Task<IReadOnlyList<StudyChange>> ReadAsync(
        StudyId id,
        long afterRevision,
        CancellationToken cancellationToken
    );
}

/// <summary>Keeps studies: few rows a trial, each append whole or not at all, durable when it returns.</summary>
public interface IStudyStore : IStudyReader
{
    /// <summary>Creates a study.</summary>
    /// <exception cref="StudyConflictException">The name is taken.</exception>
    Task CreateAsync(StudyId id, StudySpec spec, CancellationToken cancellationToken);

    /// <summary>Takes the lease of a study; earlier tokens are void from then on.</summary>
    /// <exception cref="KeyNotFoundException">There is no such study.</exception>
    Task<LeaseToken> LeaseAsync(StudyId id, CancellationToken cancellationToken);

    /// <summary>Appends changes after <paramref name="expectedRevision"/>.</summary>
    /// <exception cref="StudyConflictException">The lease is void, or the revision is not the newest.</exception>
    /// <exception cref="KeyNotFoundException">There is no such study.</exception>
    Task AppendAsync(
        StudyId id,
        LeaseToken lease,
        long expectedRevision,
        IReadOnlyList<StudyChange> changes,
        CancellationToken cancellationToken
    );
}

/// <summary>Another writer was first. Reading again and deciding again helps; repeating the call does not.</summary>
public sealed class StudyConflictException(string message) : Exception(message);

/// <summary>Which door a measurement came through.</summary>
public enum MetricSource
{
    /// <summary>A client call (MLflow protocol, .NET, Python).</summary>
    Client,

    /// <summary>A file that the trial writes.</summary>
    File,

    /// <summary>Standard output.</summary>
    Output,

    /// <summary>TensorBoard event files.</summary>
    TensorBoard,
}

/// <summary>One metric of one run at one step. NaN and infinities are kept exactly.</summary>
/// <param name="Run">The run: a trial's job name.</param>
/// <param name="Attempt">Which attempt at the trial, from 1; 0 for runs that are no trial.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Step">The step; negative ones are allowed.</param>
/// <param name="Value">The value.</param>
/// <param name="Timestamp">Milliseconds since 1970 UTC, by the sender's clock.</param>
/// <param name="Source">The door.</param>
public sealed record Measurement(
    string Run,
    int Attempt,
    string Metric,
    long Step,
    double Value,
    long Timestamp,
    MetricSource Source = MetricSource.Client
)
{
    /// <summary>The store's own order of arrival; 0 until stored.</summary>
    public long Sequence { get; init; }
}

/// <summary>Keeps measurements: many rows, append-only; a point equal in run, attempt, metric, step, value and timestamp is kept once.</summary>
public interface IMeasurementStore
{
    /// <summary>Appends points; all of them are durable when it returns. Calls are committed in groups by backlog.</summary>
    /// <returns>The points that were new, with their sequence numbers, in order.</returns>
    Task<IReadOnlyList<Measurement>> AppendAsync(
        IReadOnlyList<Measurement> points,
        CancellationToken cancellationToken
    );

    /// <summary>Points of a run in order of arrival, after a sequence number.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metric">Only this metric; null for all.</param>
    /// <param name="afterSequence">0 for the first page.</param>
    /// <param name="limit">The most rows to return.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    Task<IReadOnlyList<Measurement>> ReadAsync(
        string run,
        string? metric,
        long afterSequence,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>For each metric of a run its latest point: highest step, then timestamp, then value, where NaN counts as 0.
    /// Ordered by metric name.</summary>
    Task<IReadOnlyList<Measurement>> LatestAsync(string run, CancellationToken cancellationToken);
}
