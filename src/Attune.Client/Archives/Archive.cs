using System.Formats.Tar;
using System.IO.Compression;

namespace Attune.Client.Archives;

/// <summary>Folders as a gzip'ed tar: how code and data travel to a host, and outputs back.</summary>
/// <remarks>The same files make the same bytes, whenever and wherever they are packed: a host knows again what it has.</remarks>
internal static class Archive
{
    /// <summary>The media type of a part that is such an archive.</summary>
    public const string MediaType = "application/gzip";

    private const UnixFileMode FileMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Execute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Packs files.</summary>
    /// <param name="files">Paths with <c>/</c>, and what stands there: folders and files. A link is packed as the file that it leads to.</param>
    /// <param name="to">Takes the archive; it stays open.</param>
    /// <param name="cancellationToken">Stops half-way.</param>
    public static async Task PackAsync(
        IEnumerable<(string Path, FileSystemInfo Entry)> files,
        Stream to,
        CancellationToken cancellationToken
    )
    {
        await using var packed = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var (path, entry) in files)
        {
            var made = new PaxTarEntry(
                entry is DirectoryInfo ? TarEntryType.Directory : TarEntryType.RegularFile,
                path
            )
            {
                ModificationTime = DateTimeOffset.UnixEpoch,
                Mode = entry is DirectoryInfo || IsProgram(entry) ? FileMode | Execute : FileMode,
            };
            if (entry is DirectoryInfo)
            {
                await tar.WriteEntryAsync(made, cancellationToken).ConfigureAwait(false);
                continue;
            }
            await using var content = new FileStream(
                entry.FullName,
                System.IO.FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            made.DataStream = content;
            await tar.WriteEntryAsync(made, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Unpacks an archive into a folder: regular files and folders alone, each below it, each named once.</summary>
    /// <param name="from">The archive.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="most">The most bytes that its files may have together.</param>
    /// <param name="cancellationToken">Stops half-way.</param>
    /// <returns>How many files there were.</returns>
    /// <exception cref="ArchiveException">It is no such archive, too large, or holds a link, a device or a path that leads elsewhere.</exception>
    public static async Task<int> UnpackAsync(
        Stream from,
        string folder,
        long most,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var unpacked = new GZipStream(from, CompressionMode.Decompress, leaveOpen: true);
            return await UnpackTarAsync(unpacked, folder, most, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new ArchiveException("This is no whole gzip'ed tar (tar czf).", error);
        }
    }

    private static async Task<int> UnpackTarAsync(
        Stream from,
        string folder,
        long most,
        CancellationToken cancellationToken
    )
    {
        await using var tar = new TarReader(from, leaveOpen: true);
        var (files, room) = (0, most);
        while (await tar.GetNextEntryAsync(false, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            var names = NamesOf(entry.Name);
            var target = Path.Combine([folder, .. names]);
            if (entry.EntryType is TarEntryType.Directory)
            {
                MakeFolder(target, entry.Name);
                continue;
            }
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                throw new ArchiveException(
                    $"'{entry.Name}' is a {Words(entry.EntryType)}; files and folders alone are taken. Put the file itself in its place, or leave it out (.amlignore)."
                );
            }
            if (names.Length == 0)
            {
                throw new ArchiveException("A file in the archive has no name.");
            }
            room -= entry.Length;
            if (room < 0)
            {
                throw new ArchiveException(
                    $"The files are larger than {most} bytes together, which is the most that is taken."
                );
            }
            MakeFolder(Path.GetDirectoryName(target)!, entry.Name);
            await WriteAsync(entry, target, cancellationToken).ConfigureAwait(false);
            files++;
        }
        return files;
    }

    private static async Task WriteAsync(TarEntry entry, string target, CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = new FileStream(target, System.IO.FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
        catch (IOException error) when (Path.Exists(target))
        {
            throw new ArchiveException($"'{entry.Name}' is in the archive twice.", error);
        }
        await using (file)
        {
            if (entry.DataStream is { } content)
            {
                await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }
        }
        if (!OperatingSystem.IsWindows() && (entry.Mode & UnixFileMode.UserExecute) != 0)
        {
            File.SetUnixFileMode(target, FileMode | Execute);
        }
    }

    private static void MakeFolder(string folder, string name)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (IOException error)
        {
            throw new ArchiveException($"'{name}' would lie below a file.", error);
        }
    }

    /// <summary>The names of a path, one below the other; none for the archive's own folder.</summary>
    /// <exception cref="ArchiveException">It is no path below the folder.</exception>
    private static string[] NamesOf(string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Where(name => name != ".")
            .ToArray();
        return
            path.StartsWith('/')
            || names.Any(name =>
                name == ".."
                || name.Length > 255
                || name.Contains('\\', StringComparison.Ordinal)
                || name.Any(char.IsControl)
            )
            ? throw new ArchiveException(
                $"'{path}' is no path below the folder that is sent: it is absolute, holds '..' or a character that no name may have."
            )
            : names;
    }

    private static string Words(TarEntryType type) =>
        type switch
        {
            TarEntryType.SymbolicLink or TarEntryType.HardLink => "link",
            TarEntryType.BlockDevice or TarEntryType.CharacterDevice => "device",
            TarEntryType.Fifo => "pipe",
            _ => "thing of another kind",
        };

    private static bool IsProgram(FileSystemInfo entry) =>
        !OperatingSystem.IsWindows() && (entry.UnixFileMode & UnixFileMode.UserExecute) != 0;
}
