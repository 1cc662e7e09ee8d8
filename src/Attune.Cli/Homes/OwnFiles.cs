using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Homes;

/// <summary>The files of a home on this machine.</summary>
internal sealed class OwnFiles(ModelRegistry models) : IHomeFiles
{
    public Task<Stream?> OpenAsync(JobWatch job, string path, long from, CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
        }
        catch (Exception error)
            when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return Task.FromResult<Stream?>(null);
        }
        var length = file.Length;
        var start = from < 0 ? Math.Max(0, length + from) : from;
        if (length <= start)
        {
            file.Dispose();
            return Task.FromResult<Stream?>(null);
        }
        file.Position = start;
        return Task.FromResult<Stream?>(file);
    }

    public Task<JobFolder> BringAsync(
        JobWatch job,
        IReadOnlyList<string> paths,
        string scratch,
        CancellationToken cancellationToken
    ) => Task.FromResult(job.Folder);

    public Task<string> BringAsync(
        ModelVersion version,
        string scratch,
        CancellationToken cancellationToken
    ) => Task.FromResult(models.FolderOf(version));
}
