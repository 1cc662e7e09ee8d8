using System.Security.Cryptography;
using Attune.Client.Archives;
using Attune.Workspace.Assets;
using Attune.Workspace.Homes;

namespace Attune.Studio.Endpoints.Control.Uploads;

/// <summary>What was sent with jobs, in the workspace's default datastore under the sum of its content: the same files are kept once.</summary>
/// <remarks>A folder is made beside and moved into place whole: a kill half-way leaves only what the next upload clears away after a week.</remarks>
internal sealed class UploadShelf(Home home, string workspace, TimeProvider time, long most)
{
    private const string Folder = "LocalUpload";
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(7);

    /// <summary>Keeps a folder that comes as an archive.</summary>
    /// <returns>Where it is, in the words of job files.</returns>
    /// <exception cref="ArchiveException">The archive is none, or may not be unpacked.</exception>
    public async Task<string> KeepFolderAsync(Stream archive, CancellationToken cancellationToken)
    {
        var beside = Begin();
        try
        {
            // Tar ends before its file does; the sum is over all of it.
            await using var read = new SummedStream(archive);
            await Archive.UnpackAsync(read, beside, most, cancellationToken).ConfigureAwait(false);
            return Place(beside, await read.SumAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            End(beside);
        }
    }

    /// <summary>Keeps a file.</summary>
    /// <returns>Where it is, in the words of job files.</returns>
    public async Task<string> KeepFileAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var beside = Begin();
        try
        {
            await using var read = new SummedStream(content);
            await using (
                var file = new FileStream(
                    Path.Combine(beside, name),
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None
                )
            )
            {
                await read.CopyToAsync(file, 256 * 1024, cancellationToken).ConfigureAwait(false);
            }
            return $"{Place(beside, await read.SumAsync(cancellationToken).ConfigureAwait(false))}/{name}";
        }
        finally
        {
            End(beside);
        }
    }

    private string Root => Path.Combine(home.Cache, "uploads");

    private string Begin()
    {
        Directory.CreateDirectory(Root);
        foreach (var other in new DirectoryInfo(Root).GetDirectories())
        {
            if (time.GetUtcNow() - other.LastWriteTimeUtc > Forgotten)
            {
                other.Delete(recursive: true);
            }
        }
        return Directory
            .CreateDirectory(Path.Combine(Root, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))))
            .FullName;
    }

    private string Place(string beside, byte[] sum)
    {
        var name = Convert.ToHexStringLower(sum)[..32];
        var store = Datastore.Find(home, workspace, Datastore.Default)!;
        var target = store.Place($"{Folder}/{name}")!;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            Directory.Move(beside, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // It was sent before.
        }
        return $"azureml://datastores/{store.Name}/paths/{Folder}/{name}";
    }

    private static void End(string beside)
    {
        if (Directory.Exists(beside))
        {
            Directory.Delete(beside, recursive: true);
        }
    }
}
