using Attune.Client;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;

namespace Attune.Cli.Homes.Distant;

/// <summary>The files of a home elsewhere: fetched as they are wanted.</summary>
internal sealed class DistantFiles(HostClient client) : IHomeFiles
{
    public Task<Stream?> OpenAsync(
        JobWatch job,
        string path,
        long from,
        CancellationToken cancellationToken
    ) =>
        Away.PatientlyAsync(
            () =>
                client.OpenFileAsync(
                    job.Job.Name,
                    Path.GetRelativePath(job.Folder.FullPath, path).Replace('\\', '/'),
                    from,
                    cancellationToken
                ),
            cancellationToken
        );

    public async Task<JobFolder> BringAsync(
        JobWatch job,
        IReadOnlyList<string> paths,
        string scratch,
        CancellationToken cancellationToken
    )
    {
        var folder = new JobFolder(Home.At(scratch), job.Job);
        Directory.CreateDirectory(Path.GetDirectoryName(folder.FullPath)!);
        await client.DownloadAsync(job.Job.Name, paths, folder.FullPath, cancellationToken);
        return folder;
    }

    public async Task<string> BringAsync(
        ModelVersion version,
        string scratch,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(Path.GetDirectoryName(scratch)!);
        await client.DownloadModelAsync(version.Name, version.Version, scratch, cancellationToken);
        return scratch;
    }
}
