using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Attune.Studio.Notebooks;
using Attune.Workspace.Homes;

namespace Attune.Studio.Tests.Notebooks;

/// <summary>Repositories are cloned by the machine's own git.</summary>
public sealed class CloneTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("attune-test-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("https://example.org/group/course.git", "course")]
    [InlineData("https://example.org/course/", "course")]
    [InlineData("ssh://git@example.org:2222/group/course.git", "course")]
    [InlineData("git@example.org:group/course.git", "course")]
    [InlineData("  git@example.org:course ", "course")]
    public void An_address_gives_the_folder_its_name(string text, string name) =>
        Assert.Equal(name, RepositoryAddress.Read(text).Name);

    [Theory]
    [InlineData("")]
    [InlineData("--upload-pack=touch /tmp/x")]
    [InlineData("-cprotocol.ext.allow=always")]
    [InlineData("ext::sh -c touch% /tmp/x")]
    [InlineData("file:///etc")]
    [InlineData("/etc")]
    [InlineData("../elsewhere")]
    [InlineData("http://example.org/course.git")]
    [InlineData("git://example.org/course.git")]
    [InlineData("https://user:password@example.org/course.git")]
    [InlineData("https://token@example.org/course.git")]
    [InlineData("ssh://-oProxyCommand=touch/course.git")]
    [InlineData("-oProxyCommand=touch@example.org:course")]
    [InlineData("git@-oProxyCommand=touch:course")]
    [InlineData("git@example.org:-course")]
    [InlineData("https://example.org/")]
    [InlineData("https://example.org/..")]
    [InlineData("https://example.org/%2e%2e")]
    [InlineData("https://example.org/a%2Fb")]
    [InlineData("https://example.org/a b")]
    [InlineData("https://example.org/a\nb")]
    public void What_is_no_address_or_could_be_an_option_is_refused(string text) =>
        Assert.Throws<IOException>(() => RepositoryAddress.Read(text));

    [Fact]
    public async Task A_repository_is_there_whole_at_the_end()
    {
        var source = await RepositoryAsync();
        var place = Path.Combine(_root.FullName, "into");
        var clone = new Clone("ann", "into");
        var changes = 0;
        clone.Changed += () => Interlocked.Increment(ref changes);

        await clone.RunAsync(source, place, new CloneOptions { Protocols = "file" });

        Assert.Null(clone.Problem);
        Assert.True(clone.IsOver);
        Assert.True(changes > 0);
        Assert.Equal(
            "hello\n",
            await File.ReadAllTextAsync(Path.Combine(place, "readme.md"), default(CancellationToken))
        );
        Assert.DoesNotContain(Entries(), name => name.StartsWith(".clone-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_git_may_not_speak_and_what_is_not_there_leaves_nothing_but_a_sentence()
    {
        var source = await RepositoryAsync();
        var refused = new Clone("ann", "into");
        await refused.RunAsync(source, Path.Combine(_root.FullName, "into"), new CloneOptions());
        Assert.Contains("git could not clone it", refused.Problem, StringComparison.Ordinal);

        var missing = new Clone("ann", "into");
        await missing.RunAsync(
            new RepositoryAddress($"file://{_root.FullName}/none", "none"),
            Path.Combine(_root.FullName, "into"),
            new CloneOptions { Protocols = "file" }
        );
        Assert.Contains("git could not clone it", missing.Problem, StringComparison.Ordinal);
        Assert.Equal(["source"], Entries());
    }

    [Fact]
    public async Task One_that_hangs_is_ended_by_its_owner_and_by_the_clock()
    {
        // A server that takes the connection and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = new RepositoryAddress(
            $"git://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/x",
            "x"
        );
        var canceled = new Clone("ann", "into");
        var running = canceled.RunAsync(
            address,
            Path.Combine(_root.FullName, "into"),
            new CloneOptions { Protocols = "git" }
        );
        using (await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            canceled.Cancel();
            await running;
        }
        Assert.Equal("The cloning was canceled.", canceled.Problem);

        var late = new Clone("ann", "into");
        await late.RunAsync(
            address,
            Path.Combine(_root.FullName, "into"),
            new CloneOptions { Protocols = "git", Limit = TimeSpan.FromMilliseconds(200) }
        );
        Assert.Contains("took longer", late.Problem, StringComparison.Ordinal);
        Assert.Empty(Entries());
    }

    [Fact]
    public async Task A_place_is_cloned_to_once_and_few_at_a_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var clones = new Clones(new CloneOptions { Limit = TimeSpan.FromSeconds(170) });
        var files = UserFiles.Of(Home.Create(_root.FullName), "default", "ann")!;
        string At(string name) => $"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/{name}.git";

        var ended = new CountdownEvent(4);
        Begin("ann", files, "one");
        Assert.Throws<IOException>(() => clones.Start("ann", files, "", At("one")));
        Begin("ann", files, "two");
        Begin("ann", files, "three");
        Assert.Throws<IOException>(() => clones.Start("ann", files, "", At("four")));
        Begin("bob", UserFiles.Of(Home.Create(_root.FullName), "default", "bob")!, "one");
        Assert.Throws<IOException>(() => clones.Cancel("bob", "two"));

        foreach (
            var (user, path) in (ReadOnlySpan<(string, string)>)
                [("ann", "two"), ("ann", "three"), ("bob", "one"), ("ann", "one")]
        )
        {
            clones.Cancel(user, path);
        }
        await Task.Run(() => ended.Wait(TimeSpan.FromSeconds(180)), TestContext.Current.CancellationToken);
        Assert.True(ended.IsSet);
        Assert.Empty(clones.Of("ann"));
        ended.Dispose();

        void Begin(string user, UserFiles place, string name)
        {
            var clone = clones.Start(user, place, "", At(name));
            clone.Changed += () =>
            {
                if (clone.IsOver)
                {
                    ended.Signal();
                }
            };
        }
    }

    private IEnumerable<string> Entries() =>
        new DirectoryInfo(_root.FullName)
            .EnumerateFileSystemInfos()
            .Select(entry => entry.Name)
            .Order(StringComparer.Ordinal);

    private async Task<RepositoryAddress> RepositoryAsync()
    {
        var source = _root.CreateSubdirectory("source").FullName;
        await File.WriteAllTextAsync(Path.Combine(source, "readme.md"), "hello\n");
        await GitAsync(source, "init", "-q");
        await GitAsync(source, "add", ".");
        await GitAsync(
            source,
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.org",
            "commit",
            "-qm",
            "first"
        );
        return new RepositoryAddress("file://" + source, "source");
    }

    private static async Task GitAsync(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!;
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, git.ExitCode);
    }
}
