using Attune.Storage.Dialects.Sqlite;
using Attune.Storage.Documents;
using Attune.Storage.Measurements;
using Attune.Storage.Migrations;
using Attune.Storage.Runs;
using Attune.Storage.Studies;

namespace Attune.Storage;

/// <summary>How a database is opened.</summary>
public enum OpenMode
{
    /// <summary>To read and write it: one holder at a time. Created and upgraded as needed.</summary>
    Write,

    /// <summary>To look at it, beside whoever writes it. Writes fail with <see cref="InvalidOperationException"/>.</summary>
    Read,
}

/// <summary>The database of a home: studies, measurements, runs and documents in one file. Safe for concurrent use.</summary>
/// <remarks>
/// A write is durable when its task completes, whatever dies afterwards. Disposing writes what is queued, folds the
/// write-ahead log into the file and gives the lock back; operations begun later fail with <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class AttuneDatabase : IAsyncDisposable
{
    /// <summary>The database's file name in a home.</summary>
    public const string FileName = "attune.db";

    private readonly Database _database;

    private AttuneDatabase(Database database, TimeProvider time)
    {
        _database = database;
        var points = new PointWriter();
        Studies = new SqlStudyStore(database, time);
        Measurements = new SqlMeasurementStore(database, points);
        Runs = new SqlRunStore(database, points);
        Experiments = new SqlExperimentStore(database, time);
        Documents = new DocumentStore(database, time);
    }

    /// <summary>The studies.</summary>
    public SqlStudyStore Studies { get; }

    /// <summary>The metrics of all runs.</summary>
    public SqlMeasurementStore Measurements { get; }

    /// <summary>Runs with their parameters and tags.</summary>
    public SqlRunStore Runs { get; }

    /// <summary>The experiments that runs belong to.</summary>
    public SqlExperimentStore Experiments { get; }

    /// <summary>Jobs, settings and other documents.</summary>
    public DocumentStore Documents { get; }

    /// <summary>Opens the database of a home folder.</summary>
    /// <param name="home">The home (a folder such as <c>.attune</c>), made when missing and opened for writing.</param>
    /// <param name="mode">To write it, or only to look.</param>
    /// <param name="time">The clock for creation times; the system's unless given.</param>
    /// <param name="cancellationToken">Gives up before the opening begins.</param>
    /// <exception cref="HomeLockedException">Another process holds the home.</exception>
    /// <exception cref="StorageException">A newer program wrote it, it is damaged, or it cannot be opened.</exception>
    public static Task<AttuneDatabase> OpenAsync(
        string home,
        OpenMode mode = OpenMode.Write,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(home);
        return Task.Run(
            () => Open(Path.Combine(home, FileName), Path.Combine(home, "lock"), mode, time),
            cancellationToken
        );
    }

    /// <summary>Writes a whole, consistent copy of the database to a file while work goes on.</summary>
    /// <param name="path">The copy; replaced when it is there, and only by a whole one.</param>
    /// <param name="cancellationToken">Gives up before the copying begins.</param>
    public Task BackupAsync(string path, CancellationToken cancellationToken) =>
        _database.BackupAsync(path, cancellationToken);

    /// <summary>Looks for damage in the file: what SQLite's own check finds, dangling references, gaps in a study's history.</summary>
    /// <returns>Every fault as a sentence; none when the file is whole.</returns>
    public Task<IReadOnlyList<string>> ExamineAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(Examination.Faults, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    internal static AttuneDatabase Open(string path, string lockPath, OpenMode mode, TimeProvider? time)
    {
        time ??= TimeProvider.System;
        if (mode == OpenMode.Read)
        {
            return new AttuneDatabase(Database.OpenReadOnly(path, Migration.All), time);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return new AttuneDatabase(Database.Open(path, lockPath, Migration.All, time), time);
    }
}
