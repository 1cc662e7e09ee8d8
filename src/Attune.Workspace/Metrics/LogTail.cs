using System.Buffers;

namespace Attune.Workspace.Metrics;

/// <summary>Follows a growing text file by its path: hands out each complete line once, in constant memory.</summary>
/// <remarks>
/// Looks at the file's length first and opens it only when that has changed, so that a thousand tails hold no file open.
/// A line ends with LF or CR (progress bars write CR alone). Of a line beyond <see cref="LongestLine"/> the rest is passed
/// over. A file that became shorter begins anew. Used by one thread at a time.
/// </remarks>
/// <param name="path">The file; it need not exist yet.</param>
/// <param name="start">The byte to begin at.</param>
internal sealed class LogTail(string path, long start = 0)
{
    /// <summary>The most bytes of a line that are handed out.</summary>
    public const int LongestLine = 64 * 1024;

    private const int Chunk = 64 * 1024;

    private byte[] _begun = [];
    private int _begunLength;
    private long _offset = start;

    /// <summary>How often the file was found shorter than before.</summary>
    public int Restarts { get; private set; }

    /// <summary>Reads on from where the last call ended.</summary>
    /// <param name="budget">About how many bytes to read at most; the rest is for the next call.</param>
    /// <param name="line">Called with each complete line, without its end; empty ones are left out.</param>
    /// <returns>The bytes read; 0 when there was nothing new. A file that is missing or cannot be read has nothing new.</returns>
    public long Read(long budget, Action<ReadOnlySpan<byte>> line)
    {
        var length = Length();
        if (length < _offset)
        {
            Restarts++;
            (_offset, _begunLength) = (0, 0);
        }
        if (length <= _offset)
        {
            return 0;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var begin = _offset;
            while (_offset - begin < budget && RandomAccess.Read(file, buffer, _offset) is var count and > 0)
            {
                _offset += count;
                Cut(buffer.AsSpan(0, count), line);
            }
            return _offset - begin;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0; // replaced or locked this moment: the next look finds it
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Hands out what stands after the last line end: nothing more will be written.</summary>
    public void Finish(Action<ReadOnlySpan<byte>> line)
    {
        if (_begunLength > 0)
        {
            line(_begun.AsSpan(0, _begunLength));
        }
        (_begun, _begunLength) = ([], 0);
    }

    private long Length()
    {
        try
        {
            var info = new FileInfo(path);
            return info.Exists ? info.Length : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private void Cut(ReadOnlySpan<byte> bytes, Action<ReadOnlySpan<byte>> line)
    {
        for (
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            end >= 0;
            end = bytes.IndexOfAny((byte)'\n', (byte)'\r')
        )
        {
            if (_begunLength > 0)
            {
                Keep(bytes[..end]);
                Finish(line);
            }
            else if (end > 0)
            {
                line(bytes[..Math.Min(end, LongestLine)]);
            }
            bytes = bytes[(end + 1)..];
        }
        Keep(bytes);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, LongestLine - _begunLength)];
        if (bytes.IsEmpty)
        {
            return;
        }
        var needed = _begunLength + bytes.Length;
        if (needed > _begun.Length)
        {
            Array.Resize(ref _begun, Math.Min(LongestLine, Math.Max(256, needed * 2)));
        }
        bytes.CopyTo(_begun.AsSpan(_begunLength));
        _begunLength = needed;
    }
}
