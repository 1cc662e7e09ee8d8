using System.Diagnostics;
using Attune.Studio.Pages.Files;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;

namespace Attune.Studio.Tests.Pages;

public sealed class JobTreeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-tree-");
    private readonly JobTree _tree;

    public JobTreeTests()
    {
        var home = Home.Create(_folder.FullName);
        var job = new JobRecord
        {
            Name = "job",
            Job = new Jobs.CommandJob { Command = "true" },
            SourceFile = "/job.yml",
            Digest = "",
            Folder = "workspaces/default/jobs/job",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        var folder = new JobFolder(home, job);
        _tree = new JobTree(folder);
        Directory.CreateDirectory(Path.Combine(folder.FullPath, "outputs", "deep"));
        File.WriteAllText(At("outputs/a.txt"), "hello");
        File.WriteAllText(At("outputs/deep/b.txt"), "deep");
        File.WriteAllText(Path.Combine(_folder.FullName, "secret"), "secret");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_lists_folders_first_and_opens_files()
    {
        Assert.Equal(["deep", "a.txt"], _tree.List("outputs")!.Select(entry => entry.Name));
        Assert.Equal("outputs/deep/b.txt", Assert.Single(_tree.List("outputs/deep")!).Path);
        Assert.Equal("deep", Read("outputs/deep/b.txt"));
        Assert.Null(_tree.List("nowhere"));
        Assert.Null(Read("outputs"));
        Assert.Null(Read("outputs/none"));
    }

    [Theory]
    [InlineData("../../../../secret")]
    [InlineData("outputs/../../../../../secret")]
    [InlineData("outputs/./a.txt")]
    [InlineData("outputs\\a.txt")]
    [InlineData("outputs/a.txt\0")]
    public void It_never_leaves_the_jobs_folder(string path)
    {
        Assert.Null(Read(path));
        Assert.Null(_tree.List(path));
    }

    [Fact]
    public void An_absolute_path_is_a_name_below_the_folder() =>
        Assert.Null(Read(Path.Combine(_folder.FullName, "secret")));

    [Fact]
    public void It_follows_no_link_and_shows_none()
    {
        File.CreateSymbolicLink(At("outputs/link"), Path.Combine(_folder.FullName, "secret"));
        Directory.CreateSymbolicLink(At("outputs/up"), _folder.FullName);
        Assert.Equal(["deep", "a.txt"], _tree.List("outputs")!.Select(entry => entry.Name));
        Assert.Null(Read("outputs/link"));
        Assert.Null(Read("outputs/up/secret"));
        Assert.Null(_tree.List("outputs/up"));
    }

    [Fact]
    public void A_pipe_does_not_hold_whoever_looks()
    {
        using var make = Process.Start("mkfifo", [At("outputs/pipe")]);
        make.WaitForExit();
        Assert.Null(Read("outputs/pipe"));
    }

    private string At(string path) =>
        Path.Combine(_folder.FullName, "workspaces", "default", "jobs", "job", path);

    private string? Read(string path)
    {
        using var stream = _tree.Open(path);
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }
}
