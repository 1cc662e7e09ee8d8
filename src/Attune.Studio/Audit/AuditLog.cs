using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Attune.Studio.SignIn;

namespace Attune.Studio.Audit;

/// <summary>Who did what in a home: a file of JSON lines to which is only added. Thread-safe.</summary>
/// <remarks>
/// Each line carries a seal over itself and the seal before it, made with a secret of the home, so that a line that was changed, moved
/// or taken out from the middle shows; lines cut off at the end show to whoever kept a later one. A line is on the disk when its call returns.
/// </remarks>
public sealed class AuditLog : IAsyncDisposable
{
    /// <summary>The file's name in the home.</summary>
    public const string FileName = "audit.jsonl";

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly FileStream _file;
    private readonly byte[] _secret;
    private readonly TimeProvider _time;
    private AuditEntry? _last;

    private AuditLog(FileStream file, byte[] secret, TimeProvider time, AuditEntry? last) =>
        (_file, _secret, _time, _last) = (file, secret, time, last);

    /// <summary>Opens the log of a home, to add to it. What a kill left half written is taken away.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="time">The clock.</param>
    public static AuditLog Open(string home, TimeProvider time)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        var file = new FileStream(Path.Combine(home, FileName), options);
        try
        {
            file.SetLength(WholeLines(file));
            var last = LastLine(file) is { } line ? Read(line) : null;
            file.Seek(0, SeekOrigin.End);
            return new AuditLog(file, HomeKeys.Secret(home, "audit-secret"), time, last);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes down what was done.</summary>
    /// <param name="who">The account; <c>host</c> for the local command; empty for a stranger.</param>
    /// <param name="what">What was asked for.</param>
    /// <param name="on">The object.</param>
    /// <param name="result">The HTTP status that was answered.</param>
    /// <param name="from">The address that it came from.</param>
    /// <param name="request">The request's id.</param>
    public async Task AppendAsync(string who, string what, string on, int result, string from, string request)
    {
        // What was done is written down although its caller has gone.
        await _writing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            var entry = new AuditEntry(
                (_last?.Number ?? 0) + 1,
                _time.GetUtcNow(),
                who,
                what,
                on,
                result,
                from,
                request,
                _last?.Seal ?? "",
                ""
            );
            entry = entry with { Seal = SealOf(entry, _secret) };
            var line = JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry);
            await _file
                .WriteAsync((byte[])[.. line, (byte)'\n'], CancellationToken.None)
                .ConfigureAwait(false);
            _file.Flush(flushToDisk: true);
            _last = entry;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The entries of a home, the first first; also while a host adds to them.</summary>
    /// <exception cref="InvalidDataException">A line is none of an audit log.</exception>
    public static IEnumerable<AuditEntry> ReadAll(string home)
    {
        var path = Path.Combine(home, FileName);
        if (!File.Exists(path))
        {
            yield break;
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var whole = WholeLines(file);
        file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var read = 0L;
        while (read < whole && reader.ReadLine() is { } line)
        {
            read += Encoding.UTF8.GetByteCount(line) + 1;
            yield return Read(line);
        }
    }

    /// <summary>The first entry whose seal or number does not follow from those before it; null when all do.</summary>
    /// <exception cref="InvalidDataException">A line is none of an audit log.</exception>
    public static AuditEntry? FindBroken(string home)
    {
        var secret = HomeKeys.Secret(home, "audit-secret");
        AuditEntry? last = null;
        foreach (var entry in ReadAll(home))
        {
            if (
                entry.Number != (last?.Number ?? 0) + 1
                || entry.Previous != (last?.Seal ?? "")
                || entry.Seal != SealOf(entry, secret)
            )
            {
                return entry;
            }
            last = entry;
        }
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        _writing.Dispose();
    }

    private static string SealOf(AuditEntry entry, byte[] secret) =>
        Convert.ToBase64String(
            HMACSHA256.HashData(
                secret,
                JsonSerializer.SerializeToUtf8Bytes(entry with { Seal = "" }, AuditJson.Default.AuditEntry)
            )
        );

    private static AuditEntry Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditJson.Default.AuditEntry)
                ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"A line of {FileName} cannot be read: {line}", error);
        }
    }

    /// <summary>Where the last whole line ends.</summary>
    private static long WholeLines(FileStream file)
    {
        for (var end = file.Length; end > 0; end--)
        {
            file.Seek(end - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
            {
                return end;
            }
        }
        return 0;
    }

    private static string? LastLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return null;
        }
        var start = file.Length - 1;
        for (; start > 0; start--)
        {
            file.Seek(start - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
            {
                break;
            }
        }
        file.Seek(start, SeekOrigin.Begin);
        var line = new byte[file.Length - 1 - start];
        file.ReadExactly(line);
        return Encoding.UTF8.GetString(line);
    }
}
