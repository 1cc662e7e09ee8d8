using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Attune.Storage.Dialects.Sqlite;

/// <summary>A prepared statement, used over and over: bind, step, read, dispose (which only rewinds it).</summary>
/// <remarks>
/// Speaks to SQLite below ADO.NET because that cuts a text at its first NUL, refuses NaN, and costs an object per row.
/// Parameters and columns count from 1 and 0 as in SQLite itself. Belongs to the thread that uses its session.
/// </remarks>
internal sealed class Statement : IDisposable
{
    /// <summary>Refuses lone surrogates: replacing them would make two different names one.</summary>
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, long? value)
    {
        Check(
            value is { } number
                ? raw.sqlite3_bind_int64(_statement, index, number)
                : raw.sqlite3_bind_null(_statement, index)
        );
        return this;
    }

    public Statement Bind(int index, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, index));
        }
        else if (value.Length == 0)
        {
            // An empty span is a null pointer, which SQLite takes for NULL.
            Check(raw.sqlite3_bind_text(_statement, index, ""));
        }
        else
        {
            var most = value.Length * 3;
            Span<byte> bytes = most <= 512 ? stackalloc byte[512] : new byte[most];
            Check(raw.sqlite3_bind_text(_statement, index, bytes[..Utf8.GetBytes(value, bytes)]));
        }
        return this;
    }

    /// <summary>Binds a number exactly: what SQLite cannot keep as a REAL (NaN is NULL to it, −0 equals 0) goes in as its eight bytes.</summary>
    public Statement BindExact(int index, double value)
    {
        if (!double.IsNaN(value) && !(value == 0 && double.IsNegative(value)))
        {
            Check(raw.sqlite3_bind_double(_statement, index, value));
            return this;
        }
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        System.Buffers.Binary.BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        Check(raw.sqlite3_bind_blob(_statement, index, bytes));
        return this;
    }

    /// <summary>The next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }
        if (code != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
        return false;
    }

    /// <summary>Runs a statement that yields no rows, rewinds it, and says how many rows it changed.</summary>
    public int Run()
    {
        try
        {
            Step();
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Dispose();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? IntegerOrNull(int column) => IsNull(column) ? null : Integer(column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Reads what <see cref="BindExact"/> bound.</summary>
    public double Exact(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_BLOB
            ? System.Buffers.Binary.BinaryPrimitives.ReadDoubleBigEndian(
                raw.sqlite3_column_blob(_statement, column)
            )
            : raw.sqlite3_column_double(_statement, column);

    /// <summary>Rewinds the statement for its next use.</summary>
    /// <remarks>The codes are those of the step before, already raised there.</remarks>
    public void Dispose()
    {
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
    }

    public void Close() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
