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

    /// <summary>Deletes all points of a run.</summary>
    public Task<bool> DeleteAsync(string run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _database.WriteAsync(session => PointWriter.Delete(session, run), cancellationToken);
    }
}
