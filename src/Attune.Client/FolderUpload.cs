using System.Security.Cryptography;
using System.Text;

namespace Attune.Client;

/// <summary>Files on their way into a datastore, in a folder named after their content: the same files go there once.</summary>
internal sealed class FolderUpload
{
    private const string Store = "workspaceblobstore";

    // Never part of anybody's code or data.
    private static readonly string[] Skipped = [".git", ".attune", ".ipynb_checkpoints", "__pycache__"];

    private readonly List<(string File, string Path)> _files;
    private readonly string _digest;

    private FolderUpload(List<(string File, string Path)> files, string digest) =>
        (_files, _digest) = (files, digest);

    /// <summary>How jobs and assets name the folder.</summary>
    public string Uri => $"azureml://datastores/{Store}/paths/{Folder}";

    /// <summary>A name that no other content has.</summary>
    public string Name => _digest;

    private string Folder => $"LocalUpload/{_digest}";

    /// <summary>Files and folders; a folder's content keeps its places.</summary>
    /// <exception cref="FileNotFoundException">One is not there, or two would have the same place.</exception>
    public static async Task<FolderUpload> OfAsync(
        IReadOnlyList<string> paths,
        CancellationToken cancellationToken
    )
    {
        var files = paths.SelectMany(Below).OrderBy(each => each.Path, StringComparer.Ordinal).ToList();
        if (
            files
                .GroupBy(each => each.Path, StringComparer.Ordinal)
                .FirstOrDefault(same => same.Count() > 1) is
            { } twice
        )
        {
            throw new ArgumentException(
                $"Two files would be named '{twice.Key}': {string.Join(", ", twice.Select(each => each.File))}",
                nameof(paths)
            );
        }
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (file, path) in files)
        {
            var stream = File.OpenRead(file);
            await using var _ = stream.ConfigureAwait(false);
            sum.AppendData(Encoding.UTF8.GetBytes(path + '\0'));
            sum.AppendData(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        }
        return new FolderUpload(files, Convert.ToHexStringLower(sum.GetHashAndReset())[..32]);
    }

    /// <summary>Puts the files where <see cref="Uri"/> says.</summary>
    public async Task SendAsync(ResourceClient client, string workspace, CancellationToken cancellationToken)
    {
        foreach (var (file, path) in _files)
        {
            await client
                .PutFileAsync(
                    ResourceClient.Files(workspace, Store, $"{Folder}/{path}"),
                    file,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
    }

    private static IEnumerable<(string File, string Path)> Below(string path)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            return [(full, Path.GetFileName(full))];
        }
        return Directory.Exists(full)
            ? In(new DirectoryInfo(full), "")
            : throw new FileNotFoundException(
                $"There is no file or folder '{path}' in {Environment.CurrentDirectory}."
            );
    }

    // Links are left out: what they lead to is no part of the folder.
    private static IEnumerable<(string File, string Path)> In(DirectoryInfo folder, string prefix) =>
        folder
            .EnumerateFileSystemInfos()
            .Where(each => each.LinkTarget is null && !Skipped.Contains(each.Name, StringComparer.Ordinal))
            .SelectMany(each =>
                each is DirectoryInfo inner
                    ? In(inner, $"{prefix}{each.Name}/")
                    : [(each.FullName, prefix + each.Name)]
            );
}
