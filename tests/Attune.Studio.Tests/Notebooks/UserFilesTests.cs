using System.Text;
using Attune.Studio.Notebooks;
using Attune.Studio.SignIn;
using Attune.Workspace.Homes;

namespace Attune.Studio.Tests.Notebooks;

public sealed class UserFilesTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("attune-test-");
    private readonly UserFiles _files;

    public UserFilesTests() => _files = Of("ann");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Files_are_made_renamed_and_deleted()
    {
        Assert.Equal("a b", _files.CreateFolder("", "a b"));
        Assert.Equal("a b/first.ipynb", _files.CreateNotebook("a b", "first", NotebookKernel.All[0]));
        Assert.Equal("a b/rows.csv", await SaveAsync("a b", "rows.csv", "x,y\n"));
        Assert.Equal("a b/columns.csv", _files.Rename("a b/rows.csv", "columns.csv"));
        Assert.Equal(["columns.csv", "first.ipynb"], Names("a b"));
        _files.Delete("a b/columns.csv");
        Assert.Equal("c", _files.Rename("a b", "c"));
        _files.Delete("c");
        Assert.Empty(Names(""));
    }

    [Fact]
    public async Task What_is_there_is_never_written_over()
    {
        await SaveAsync("", "kept.txt", "mine");
        _files.CreateFolder("", "folder");

        await Assert.ThrowsAsync<IOException>(() => SaveAsync("", "kept.txt", "other"));
        Assert.Throws<IOException>(() => _files.CreateFolder("", "kept.txt"));
        Assert.Throws<IOException>(() => _files.Rename("folder", "kept.txt"));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_files.Root, "kept.txt"), Token));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        await Assert.ThrowsAsync<IOException>(() => _files.SaveAsync("", "half.bin", new Broken(), Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_files.Root));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData(" a")]
    public void A_name_that_is_more_than_a_name_is_refused(string name)
    {
        Assert.Throws<IOException>(() => _files.CreateFolder("", name));
        _files.CreateFolder("", "there");
        Assert.Throws<IOException>(() => _files.Rename("there", name));
        Assert.Equal(["there"], Names(""));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../bob")]
    [InlineData("a/../../bob")]
    [InlineData("../../../../../etc")]
    public void No_path_leads_out(string path)
    {
        Of("bob").CreateFolder("", "secret");

        Assert.Throws<IOException>(() => _files.CreateFolder(path, "x"));
        Assert.Throws<IOException>(() => _files.Delete(path));
        Assert.Throws<IOException>(() => _files.Rename(path, "x"));
        Assert.Null(_files.Tree.List(path));
        Assert.True(Directory.Exists(Path.Combine(Of("bob").Root, "secret")));
    }

    [Fact]
    public async Task Links_lead_nowhere_and_what_they_name_outlives_them()
    {
        var outside = _root.CreateSubdirectory("outside");
        await File.WriteAllTextAsync(Path.Combine(outside.FullName, "precious"), "!", Token);
        _files.CreateFolder("", "folder");
        Directory.CreateSymbolicLink(Path.Combine(_files.Root, "folder", "way-out"), outside.FullName);

        Assert.Empty(Names("folder"));
        await Assert.ThrowsAsync<IOException>(() => SaveAsync("folder/way-out", "x", "y"));
        Assert.Throws<IOException>(() => _files.Delete("folder/way-out/precious"));
        _files.Delete("folder");
        Assert.True(File.Exists(Path.Combine(outside.FullName, "precious")));
    }

    [Fact]
    public void Everybody_sees_their_own_and_an_owner_all()
    {
        Assert.True(UserFiles.IsFor(new Caller.Person("ann", Role.Reader), "ann"));
        Assert.False(UserFiles.IsFor(new Caller.Person("ann", Role.Contributor), "bob"));
        Assert.True(UserFiles.IsFor(new Caller.Person("owner", Role.Owner), "bob"));
        Assert.Null(UserFiles.Of(Home.Create(_root.FullName), "default", ".."));
        Assert.Null(UserFiles.Of(Home.Create(_root.FullName), "default", "a/b"));
    }

    private UserFiles Of(string person) => UserFiles.Of(Home.Create(_root.FullName), "default", person)!;

    private IEnumerable<string> Names(string folder) =>
        (_files.Tree.List(folder) ?? []).Select(entry => entry.Name);

    private async Task<string> SaveAsync(string folder, string name, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await _files.SaveAsync(folder, name, content, Token);
    }

    private sealed class Broken : MemoryStream
    {
        public override Task CopyToAsync(
            Stream destination,
            int bufferSize,
            CancellationToken cancellationToken
        ) => throw new IOException("The browser went away.");
    }
}
