using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Attune.Storage.Dialects.Sqlite;

/// <summary>Turns SQLite's codes into errors that say whose fault it is and whether to retry.</summary>
internal static class Faults
{
    public static Exception Translate(Exception fault) =>
        fault is not SqliteException sqlite
            ? fault
            : sqlite.SqliteErrorCode switch
            {
                raw.SQLITE_FULL => Full(sqlite),
                raw.SQLITE_IOERR when IsWrite(sqlite.SqliteExtendedErrorCode) => Full(sqlite),
                raw.SQLITE_IOERR => new StorageException(
                    $"The disk failed under the database ({sqlite.Message}). Check the disk, then start again.",
                    sqlite
                ),
                raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new StorageException(
                    $"The database file is damaged or is no database ({sqlite.Message}). Restore a backup.",
                    sqlite
                ),
                raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => new StorageException(
                    $"The database cannot be opened or written ({sqlite.Message}). Check the folder and its permissions.",
                    sqlite
                ),
                _ => sqlite,
            };

    /// <summary>A quota or a file-size limit shows as a failed write, not as a full disk.</summary>
    private static bool IsWrite(int code) =>
        code == raw.SQLITE_IOERR_WRITE
        || code == raw.SQLITE_IOERR_SHMSIZE
        || code == raw.SQLITE_IOERR_TRUNCATE;

    private static StorageFullException Full(SqliteException sqlite) =>
        new(
            $"There is no space left for the database ({sqlite.Message}). Free some; nothing was lost.",
            sqlite
        );
}
