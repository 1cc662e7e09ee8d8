using System.Formats.Tar;
using System.IO.Compression;
using Attune.Client.Archives;

namespace Attune.Studio.Tests.Remote;

public sealed class ArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("attune-archive-").FullName;

    [Fact]
    public async Task A_folder_travels_whole_and_the_same_files_make_the_same_bytes()
    {
        Write("from/src/train.py", "print()");
        Write("from/run.sh", "echo");
        Write("from/.amlignore", "*.bin\n");
        Write("from/big.bin", "no");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(At("from/run.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        var first = await PackAsync();
        File.SetLastWriteTimeUtc(At("from/run.sh"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(first, await PackAsync());

        var count = await Archive.UnpackAsync(new MemoryStream(first), Made("to"), 1000, Calls.Token);

        Assert.Equal(3, count);
        Assert.Equal("print()", await File.ReadAllTextAsync(At("to/src/train.py"), Calls.Token));
        if (!OperatingSystem.IsWindows())
        {
            Assert.NotEqual(
                UnixFileMode.None,
                File.GetUnixFileMode(At("to/run.sh")) & UnixFileMode.UserExecute
            );
        }
        Assert.False(File.Exists(At("to/big.bin")));
    }

    [Theory]
    [InlineData("../out.txt", TarEntryType.RegularFile, "no path below")]
    [InlineData("a/../../out.txt", TarEntryType.RegularFile, "no path below")]
    [InlineData("/out.txt", TarEntryType.RegularFile, "no path below")]
    [InlineData("a\\..\\..\\out.txt", TarEntryType.RegularFile, "no path below")]
    [InlineData("link", TarEntryType.SymbolicLink, "is a link")]
    [InlineData("link", TarEntryType.HardLink, "is a link")]
    [InlineData("pipe", TarEntryType.Fifo, "is a pipe")]
    [InlineData("twice", TarEntryType.RegularFile, "twice")]
    [InlineData("large", TarEntryType.RegularFile, "larger than")]
    public async Task What_would_lead_elsewhere_is_not_unpacked(
        string name,
        TarEntryType type,
        string expected
    )
    {
        using var archive = new MemoryStream();
        await using (var zip = new GZipStream(archive, CompressionMode.Compress, leaveOpen: true))
        await using (var tar = new TarWriter(zip, TarEntryFormat.Pax))
        {
            foreach (var _ in Enumerable.Range(0, name == "twice" ? 2 : 1))
            {
                var entry = new PaxTarEntry(type, name);
                if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                {
                    entry.LinkName = "/etc/passwd";
                }
                else if (type == TarEntryType.RegularFile)
                {
                    entry.DataStream = new MemoryStream(new byte[name == "large" ? 2000 : 3]);
                }
                await tar.WriteEntryAsync(entry, Calls.Token);
            }
        }
        archive.Position = 0;

        var error = await Assert.ThrowsAsync<ArchiveException>(() =>
            Archive.UnpackAsync(archive, Made("to"), 1000, Calls.Token)
        );

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(At("out.txt")));
    }

    [Fact]
    public async Task What_is_no_archive_is_said_to_be_none()
    {
        var error = await Assert.ThrowsAsync<ArchiveException>(() =>
            Archive.UnpackAsync(new MemoryStream("hello"u8.ToArray()), Made("to"), 1000, Calls.Token)
        );
        Assert.Contains("gzip", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<byte[]> PackAsync()
    {
        using var packed = new MemoryStream();
        await Archive.PackAsync(Jobs.CodeFiles.In(At("from")), packed, Calls.Token);
        return packed.ToArray();
    }

    private string At(string path) => Path.Combine(_folder, path);

    private string Made(string path) => Directory.CreateDirectory(At(path)).FullName;

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }
}
