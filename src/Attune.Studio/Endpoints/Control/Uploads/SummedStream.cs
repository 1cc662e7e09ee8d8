using System.Security.Cryptography;

namespace Attune.Studio.Endpoints.Control.Uploads;

/// <summary>A stream that is summed up while it is read. The stream below stays open.</summary>
internal sealed class SummedStream(Stream source) : Stream
{
    private readonly IncrementalHash _sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The SHA-256 sum of all of it: what was not read yet is read first.</summary>
    public async Task<byte[]> SumAsync(CancellationToken cancellationToken)
    {
        await CopyToAsync(Null, cancellationToken).ConfigureAwait(false);
        return _sum.GetHashAndReset();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var length = source.Read(buffer, offset, count);
        _sum.AppendData(buffer, offset, length);
        return length;
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var length = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _sum.AppendData(buffer.Span[..length]);
        return length;
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sum.Dispose();
        }
        base.Dispose(disposing);
    }
}
