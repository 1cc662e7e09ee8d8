using System.Reflection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Attune.Studio.Pages;

/// <summary>What browsers load: the files that this assembly carries. Read-only; thread-safe.</summary>
internal sealed class WebFiles : IFileProvider
{
    private const string Prefix = "www/";

    private static readonly Assembly Own = typeof(WebFiles).Assembly;

    // File times are what browsers ask by; all files changed when the assembly did.
    private static readonly DateTimeOffset Built = File.Exists(Own.Location)
        ? File.GetLastWriteTimeUtc(Own.Location)
        : DateTimeOffset.UnixEpoch;

    private static readonly HashSet<string> Names =
    [
        .. Own.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)),
    ];

    public IFileInfo GetFileInfo(string subpath)
    {
        var name = Prefix + subpath.TrimStart('/');
        return Names.Contains(name) ? new WebFile(name) : new NotFoundFileInfo(subpath);
    }

    public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    private sealed class WebFile(string resource) : IFileInfo
    {
        public bool Exists => true;

        public bool IsDirectory => false;

        public DateTimeOffset LastModified => Built;

        public long Length
        {
            get
            {
                using var stream = CreateReadStream();
                return stream.Length;
            }
        }

        public string Name => Path.GetFileName(resource);

        public string? PhysicalPath => null;

        public Stream CreateReadStream() => Own.GetManifestResourceStream(resource)!;
    }
}
