using System.Net;
using System.Net.Http.Headers;
using Attune.Client.Archives;

namespace Attune.Client.Uploads;

/// <summary>A folder, packed while it is sent: nothing of it is held in memory or on disk.</summary>
internal sealed class ArchiveContent : HttpContent
{
    private readonly LocalFiles _files;

    public ArchiveContent(LocalFiles files)
    {
        _files = files;
        Headers.ContentType = new MediaTypeHeaderValue(Archive.MediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        Archive.PackAsync(_files.Entries(), stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    ) => Archive.PackAsync(_files.Entries(), stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
