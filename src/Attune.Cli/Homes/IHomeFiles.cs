using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Homes;

/// <summary>The files of a home's jobs and models, here or elsewhere.</summary>
internal interface IHomeFiles
{
    /// <summary>Opens a file of a job from a place on; null when it is not there, or ends before.</summary>
    /// <param name="job">The job.</param>
    /// <param name="path">The file as a trial's row names it.</param>
    /// <param name="from">The first byte; negative counts from its end.</param>
    /// <param name="cancellationToken">Gives up before it is open.</param>
    Task<Stream?> OpenAsync(JobWatch job, string path, long from, CancellationToken cancellationToken);

    /// <summary>Has parts of a job's folder on this machine.</summary>
    /// <param name="job">The job.</param>
    /// <param name="paths">Files and folders of it.</param>
    /// <param name="scratch">A folder that may be made for them, and is the caller's to delete.</param>
    /// <param name="cancellationToken">Stops half-way.</param>
    /// <returns>The folder that has them.</returns>
    Task<JobFolder> BringAsync(
        JobWatch job,
        IReadOnlyList<string> paths,
        string scratch,
        CancellationToken cancellationToken
    );

    /// <summary>Has a model's files on this machine.</summary>
    /// <param name="version">The version.</param>
    /// <param name="scratch">A folder that may be made for them, and is the caller's to delete.</param>
    /// <param name="cancellationToken">Stops half-way.</param>
    /// <returns>The folder that has them.</returns>
    Task<string> BringAsync(ModelVersion version, string scratch, CancellationToken cancellationToken);
}
