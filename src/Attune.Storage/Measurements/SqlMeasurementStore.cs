using Attune.Storage.Dialects.Sqlite;
using Attune.Studies;

namespace Attune.Storage.Measurements;

/// <summary>Measurements in SQLite. Safe for concurrent use; appends of many callers share commits.</summary>
public sealed class SqlMeasurementStore : IMeasurementStore
{
    private readonly Database _database;
    private readonly PointWriter _writer;

    internal SqlMeasurementStore(Database database, PointWriter writer) =>
        (_database, _writer) = (database, writer);

    /// <inheritdoc/>
    /// <exception cref="StorageFullException">No space left; none of the points was kept.</exception>
    public Task<IReadOnlyList<Measurement>> AppendAsync(
        IReadOnlyList<Measurement> points,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(points);
        return points.Count == 0
            ? Task.FromResult<IReadOnlyList<Measurement>>([])
            : _database.WriteAsync(
                session => _writer.Append(session, points),
                cancellationToken,
                points.Count
            );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Measurement>> ReadAsync(
        string run,
        string? metric,
        long afterSequence,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return _database.ReadAsync(
            session => PointReader.Page(session, run, metric, afterSequence, limit),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    /// <remarks>In a tie of step and timestamp NaN counts as 0. Ordered by metric name.</remarks>
    public Task<IReadOnlyList<Measurement>> LatestAsync(string run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _database.ReadAsync(session => PointReader.Latest(session, run), cancellationToken);
    }

    /// <summary>A long curve of an attempt in few points: of each stretch of steps the first, lowest, highest and last. Points logged outside any attempt belong to it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="attempt">The attempt; counts from 1.</param>
    /// <param name="stretches">How many stretches at most; each gives up to four points.</param>
    /// <param name="fewest">Curves of no more points than this are not worth it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The outline; null for a curve that is short, which <see cref="ReadAsync"/> reads whole.</returns>
    public Task<CurveOutline?> OutlineAsync(
        string run,
        string metric,
        int attempt,
        int stretches,
        int fewest,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stretches);
        ArgumentOutOfRangeException.ThrowIfNegative(fewest);
        return _database.ReadAsync(
            session => CurveReader.Outline(session, (run, metric, attempt), stretches, fewest),
            cancellationToken
        );
    }

    /// <summary>Deletes all points of a run.</summary>
    public Task<bool> DeleteAsync(string run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _database.WriteAsync(session => PointWriter.Delete(session, run), cancellationToken);
    }
}
