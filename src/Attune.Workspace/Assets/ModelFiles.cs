using System.Globalization;
using Attune.Storage;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Assets;

/// <summary>The files of model versions, below <c>workspaces/NAME/models</c> of a home. A version's folder appears whole or not at all.</summary>
internal sealed class ModelFiles(string home, string workspace)
{
    private const string UnfinishedPrefix = ".new-";
    private const int MostFiles = 100_000;
    private const int Deepest = 32;
    private const int DiskFull = 28; // ENOSPC

    private string Root => Path.Combine(home, "workspaces", workspace, "models");

    /// <summary>Copies a file or folder to where nobody looks yet.</summary>
    public async Task<StagedFiles> StageAsync(string from, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(from);
        var staged = new StagedFiles(Path.Combine(Root, UnfinishedPrefix + Guid.NewGuid().ToString("N")));
        PrivateFolder.Create(Root);
        try
        {
            Directory.CreateDirectory(staged.Folder);
            if (Directory.Exists(root))
            {
                await CopyAsync(root, new DirectoryInfo(root), staged, staged.Folder, 0, cancellationToken)
                    .ConfigureAwait(false);
            }
            else if (File.Exists(root))
            {
                await CopyAsync(root, staged, staged.Folder, Path.GetFileName(root), cancellationToken)
                    .ConfigureAwait(false);
            }
            return staged.Files > 0
                ? staged
                : throw new AssetException(AssetFault.NotFound, "There are no files to register.");
        }
        catch (IOException error) when ((error.HResult & 0xFFFF) == DiskFull)
        {
            staged.Discard();
            throw new StorageFullException("The disk has no room for the model's files.", error);
        }
        catch
        {
            staged.Discard();
            throw;
        }
    }

    /// <summary>Gives staged files their place; says which, relative to the home.</summary>
    public string Keep(StagedFiles staged, string name, int version)
    {
        var number = version.ToString(CultureInfo.InvariantCulture);
        var place = Path.Combine(Root, name, number);
        PrivateFolder.Create(Path.Combine(Root, name));
        if (Path.Exists(place))
        {
            // Of a model that had this name before it was renamed.
            place += "-" + Guid.NewGuid().ToString("N")[..8];
        }
        Directory.Move(staged.Folder, place);
        return Path.GetRelativePath(home, place);
    }

    /// <summary>Absolute path of a version's folder.</summary>
    public string Of(ModelVersion version) => Path.GetFullPath(Path.Combine(home, version.Folder));

    /// <summary>Deletes a folder below the models, and its model's own when it is empty then.</summary>
    public void Delete(string folder)
    {
        var place = Path.GetFullPath(Path.Combine(home, folder));
        if (Path.GetDirectoryName(Path.GetDirectoryName(place)) != Path.GetFullPath(Root))
        {
            throw new InvalidOperationException($"'{place}' is no folder of a model version.");
        }
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }
        var model = Path.GetDirectoryName(place)!;
        if (Directory.Exists(model) && !Directory.EnumerateFileSystemEntries(model).Any())
        {
            Directory.Delete(model);
        }
    }

    /// <summary>What a registration left that was cut off: folders that no version has.</summary>
    public void Tidy(IEnumerable<ModelVersion> versions)
    {
        if (!Directory.Exists(Root))
        {
            return;
        }
        var known = versions.Select(Of).ToHashSet(StringComparer.Ordinal);
        foreach (var model in Directory.GetDirectories(Root))
        {
            if (Path.GetFileName(model).StartsWith(UnfinishedPrefix, StringComparison.Ordinal))
            {
                Directory.Delete(model, recursive: true);
                continue;
            }
            foreach (var version in Directory.GetDirectories(model).Where(IsVersion).Except(known))
            {
                Delete(version);
            }
        }
    }

    private static bool IsVersion(string folder) =>
        int.TryParse(
            Path.GetFileName(folder).Split('-')[0],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out _
        );

    private static async Task CopyAsync(
        string root,
        DirectoryInfo from,
        StagedFiles staged,
        string to,
        int depth,
        CancellationToken cancellationToken
    )
    {
        if (depth > Deepest)
        {
            throw new AssetException(
                AssetFault.Invalid,
                $"A model's folders lie at most {Deepest} deep in one another."
            );
        }
        foreach (var entry in from.EnumerateFileSystemInfos())
        {
            var goal = entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true);
            if (goal is not { Exists: true } || (goal != entry && !IsInside(root, goal.FullName)))
            {
                throw new AssetException(
                    AssetFault.Invalid,
                    $"'{Path.GetRelativePath(root, entry.FullName)}' is a link that leads nowhere, or out of the model's own folder; it is not followed."
                );
            }
            if (goal is DirectoryInfo folder)
            {
                var below = Path.Combine(to, entry.Name);
                Directory.CreateDirectory(below);
                await CopyAsync(root, folder, staged, below, depth + 1, cancellationToken)
                    .ConfigureAwait(false);
            }
            else
            {
                await CopyAsync(goal.FullName, staged, to, entry.Name, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    private static async Task CopyAsync(
        string from,
        StagedFiles staged,
        string folder,
        string name,
        CancellationToken cancellationToken
    )
    {
        const int block = 1 << 20;
        if (++staged.Files > MostFiles)
        {
            throw new AssetException(AssetFault.Invalid, $"A model has at most {MostFiles} files.");
        }
        await using var source = new FileStream(
            from,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0,
            useAsync: true
        );
        await using var target = new FileStream(
            Path.Combine(folder, name),
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0,
            useAsync: true
        );
        await source.CopyToAsync(target, block, cancellationToken).ConfigureAwait(false);
        target.Flush(flushToDisk: true);
        staged.Bytes += target.Length;
    }

    // By segment: /a/bc is not inside /a/b.
    private static bool IsInside(string root, string path)
    {
        var relative = Path.GetRelativePath(Resolved(root), path);
        return relative != ".."
            && !relative.StartsWith("../", StringComparison.Ordinal)
            && !Path.IsPathRooted(relative);
    }

    private static string Resolved(string folder) =>
        new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder;
}

/// <summary>Files that were copied and have no place yet.</summary>
internal sealed class StagedFiles(string folder)
{
    public string Folder => folder;

    public int Files { get; set; }

    public long Bytes { get; set; }

    public ModelType Type =>
        File.Exists(Path.Combine(folder, "MLmodel")) ? ModelType.MLflow : ModelType.Custom;

    /// <summary>Deletes them, unless they were given a place.</summary>
    public void Discard()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
