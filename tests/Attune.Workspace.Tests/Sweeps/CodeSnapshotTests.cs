using System.Diagnostics;
using Attune.Workspace.Homes;
using Attune.Workspace.Sweeps;
using Attune.Workspace.Tests.Environments;
using CsCheck;

namespace Attune.Workspace.Tests.Sweeps;

public sealed class CodeSnapshotTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_edited_later_changes_nothing()
    {
        _folder.Write("src/train.py", "first");
        Assert.Equal(["train.py"], Take());
        _folder.Write("src/train.py", "second");
        _folder.Write("src/new.py", "");
        Assert.Equal(["train.py"], Take());
        Assert.Equal("first", Read("train.py"));
    }

    [Fact]
    public void A_copy_that_was_cut_off_is_made_anew()
    {
        _folder.Write("src/train.py", "whole");
        _folder.Write("code.part/train.py", "ha");
        _folder.Write("code.part/gone.py", "");
        Assert.Equal(["train.py"], Take());
        Assert.Equal("whole", Read("train.py"));
        Assert.False(Directory.Exists(_folder.At("code.part")));
    }

    [Fact]
    public void Its_files_can_be_run_but_not_written()
    {
        _folder.WriteProgram("src/run.sh", "#!/bin/sh\n");
        Take();
        if (!OperatingSystem.IsWindows())
        {
            var mode = File.GetUnixFileMode(_folder.At("code/run.sh"));
            Assert.True(mode.HasFlag(UnixFileMode.UserExecute));
            Assert.Equal(
                default,
                mode & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)
            );
        }
    }

    [Fact]
    public void A_single_file_is_code_too()
    {
        _folder.Write("src/train.py", "alone");
        _folder.Write("src/other.py", "");
        Assert.Equal(["train.py"], CodeSnapshot.Take(_folder.At("src/train.py"), _folder.At("code")));
    }

    [Theory]
    [InlineData(".attune")]
    [InlineData("home-of-another-name")]
    public void The_home_is_never_part_of_the_code(string name)
    {
        _folder.Write("src/train.py", "");
        var home = Home.Create(_folder.At("src/" + name));
        Assert.Equal(["train.py"], CodeSnapshot.Take(_folder.At("src"), home.Jobs("default") + "/job/code"));
    }

    [Fact]
    public void An_amlignore_stands_in_for_the_gitignore_beside_it()
    {
        _folder.Write("src/.gitignore", "kept.csv\n");
        _folder.Write("src/.amlignore", "*.log\n");
        _folder.Write("src/sub/.gitignore", "/left.txt\n");
        foreach (
            var file in (string[])["kept.csv", "a.log", "sub/left.txt", "sub/deep/left.txt", "sub/b.log"]
        )
            _folder.Write("src/" + file, "");
        Assert.Equal([".amlignore", ".gitignore", "kept.csv", "sub/.gitignore", "sub/deep/left.txt"], Take());
    }

    [Fact]
    public void Links_stay_links_and_are_not_walked_into()
    {
        _folder.Write("src/train.py", "first");
        _folder.Write("data/large.csv", "1,2");
        Directory.CreateDirectory(_folder.At("src/lib"));
        _folder.Write("src/lib/words.txt", "words");
        Link("src/latest.py", "train.py");
        Link("src/again.py", "latest.py");
        Link("src/lib/up.py", _folder.At("src/train.py"));
        Link("src/data", "../data");
        Link("src/self", ".");
        Link("src/lib/other", "..");
        Link("src/nowhere", "not-there");

        string[] expected =
        [
            "again.py",
            "data",
            "latest.py",
            "lib/other",
            "lib/up.py",
            "lib/words.txt",
            "nowhere",
            "self",
            "train.py",
        ];
        Assert.Equal(expected, Take());

        // Within the code they lead to the copies, so that an edit does not come through them.
        _folder.Write("src/train.py", "second");
        Assert.Equal("first", Read("latest.py"));
        Assert.Equal("first", Read("again.py"));
        Assert.Equal("first", Read("lib/up.py"));
        Assert.Equal("first", Read("lib/other/train.py"));
        Assert.Equal("1,2", Read("data/large.csv"));
    }

    [Fact]
    public void A_link_to_what_is_left_out_leads_to_the_original()
    {
        _folder.Write("src/.gitignore", "large/\n");
        _folder.Write("src/large/a.csv", "1,2");
        Link("src/data", "large");
        Assert.Equal([".gitignore", "data"], Take());
        Assert.Equal("1,2", Read("data/a.csv"));
    }

    [Fact]
    public void It_leaves_out_what_git_leaves_out()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/git"), "needs git");
        string[] parts =
        [
            "a",
            "b",
            "ab",
            "*",
            "?",
            "a*",
            "*b",
            "[ab]",
            "[!a]",
            "**",
            "\\*",
            "[z-a]",
            "#a",
            "a b",
        ];
        var name = Gen.OneOf("a", "b", "ab", "ba", "c", "#a", "a b", "*");
        var path = name.List[1, 3].Select(names => string.Join('/', names));
        var pattern = Gen.Select(
            Gen.OneOf("", "!", "/", "!/"),
            Gen.OneOf(parts).List[1, 3],
            Gen.OneOf("", "/", " ", "/**"),
            (before, names, after) => before + string.Join('/', names) + after
        );
        var tree = Gen.Select(path.List[1, 12], pattern.List[0, 5], pattern.List[0, 3]);
        tree.Sample(
            (paths, root, inner) =>
            {
                using var folder = new Folder();
                folder.Write("src/.gitignore", string.Join('\n', root) + "\n");
                folder.Write("src/a/.gitignore", string.Join('\n', inner) + "\n");
                foreach (var file in paths.Where(file => !Directory.Exists(folder.At("src/" + file))))
                {
                    // A name is a file in one path and a folder in another: the first one stays.
                    var parents = file.Split('/')
                        .SkipLast(1)
                        .Scan()
                        .Select(parent => folder.At("src/" + parent));
                    if (!parents.Any(File.Exists))
                        folder.Write("src/" + file, "");
                }
                var ours = CodeSnapshot.Take(folder.At("src"), folder.At("code"));
                Git(folder.At("src"), "init", "-q");
                var gits = Git(folder.At("src"), "ls-files", "-z", "--others", "--exclude-standard")
                    .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                    .Order(StringComparer.Ordinal);
                Assert.Equal(gits, ours);
            },
            iter: 100,
            threads: 1
        );
    }

    private IReadOnlyList<string> Take() => CodeSnapshot.Take(_folder.At("src"), _folder.At("code"));

    private string Read(string name) => File.ReadAllText(_folder.At("code/" + name));

    private void Link(string name, string target) => File.CreateSymbolicLink(_folder.At(name), target);

    private static string Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        // Nobody's own settings.
        start.Environment["GIT_CONFIG_GLOBAL"] = start.Environment["GIT_CONFIG_SYSTEM"] = "/dev/null";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}

file static class Paths
{
    /// <summary><c>a</c>, <c>a/b</c>, <c>a/b/c</c> of their segments.</summary>
    public static IEnumerable<string> Scan(this IEnumerable<string> segments)
    {
        var path = "";
        foreach (var segment in segments)
        {
            path = path.Length == 0 ? segment : path + "/" + segment;
            yield return path;
        }
    }
}
