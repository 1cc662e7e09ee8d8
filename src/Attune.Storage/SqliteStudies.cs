using Attune.Studies;

namespace Attune.Storage;

/// <summary>Studies and their measurements in one SQLite file, for a program that tunes without a home.</summary>
/// <example><code>await using var studies = SqliteStudies.Open("tuning.db");</code></example>
public sealed class SqliteStudies : IAsyncDisposable
{
    private readonly AttuneDatabase _database;

    private SqliteStudies(AttuneDatabase database) => _database = database;

    /// <summary>The studies.</summary>
    public IStudyStore Studies => _database.Studies;

    /// <summary>The metrics that their trials reported.</summary>
    public IMeasurementStore Measurements => _database.Measurements;

    /// <summary>Opens the file, made when missing. One program holds it at a time, by a lock file beside it (<c>tuning.db-lock</c>).</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HomeLockedException">Another process holds it.</exception>
    /// <exception cref="StorageException">A newer program wrote it, it is damaged, or it cannot be opened.</exception>
    public static SqliteStudies Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new SqliteStudies(AttuneDatabase.Open(path, path + "-lock", OpenMode.Write, null));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
