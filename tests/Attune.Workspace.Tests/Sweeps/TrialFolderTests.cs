using Attune.Workspace.Sweeps;
using Attune.Workspace.Tests.Environments;

namespace Attune.Workspace.Tests.Sweeps;

public sealed class TrialFolderTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_has_the_code_as_links_and_folders_of_its_own()
    {
        _folder.Write("job/code/lib/words.txt", "words");
        var (first, second) = (Make(0, "lib/words.txt"), Make(1, "lib/words.txt"));

        Assert.Equal("words", File.ReadAllText(Path.Combine(first.Path, "lib/words.txt")));
        File.WriteAllText(Path.Combine(first.Path, "lib/own.txt"), "");
        File.WriteAllText(Path.Combine(first.Outputs, "model"), "");
        Assert.False(File.Exists(Path.Combine(second.Path, "lib/own.txt")));
        Assert.Empty(Directory.GetFiles(second.Outputs));
        Assert.True(Directory.Exists(second.Output("report")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.At("job/code/lib")));
    }

    [Fact]
    public void Making_it_again_keeps_what_the_trial_wrote_and_fills_in_what_is_missing()
    {
        _folder.Write("job/code/a.py", "a");
        _folder.Write("job/code/b.py", "b");
        File.CreateSymbolicLink(_folder.At("job/code/nowhere"), "not-there");
        var folder = Make(0, "a.py", "b.py", "nowhere");
        File.Delete(Path.Combine(folder.Path, "a.py"));
        File.WriteAllText(Path.Combine(folder.Path, "a.py"), "the trial's");
        File.Delete(Path.Combine(folder.Path, "b.py"));

        Make(0, "a.py", "b.py", "nowhere");

        Assert.Equal("the trial's", File.ReadAllText(Path.Combine(folder.Path, "a.py")));
        Assert.Equal("b", File.ReadAllText(Path.Combine(folder.Path, "b.py")));
    }

    [Fact]
    public void Code_that_brings_outputs_along_does_not_share_them()
    {
        _folder.Write("job/code/outputs/old.bin", "old");
        var folder = Make(0, "outputs/old.bin");
        Assert.Null(new DirectoryInfo(folder.Outputs).LinkTarget);
        Assert.Equal("old", File.ReadAllText(Path.Combine(folder.Outputs, "old.bin")));
    }

    [Fact]
    public void It_is_whole_where_the_job_is_moved_to()
    {
        _folder.Write("job/code/lib/words.txt", "words");
        Make(0, "lib/words.txt");
        Directory.Move(_folder.At("job"), _folder.At("moved"));
        Assert.Equal("words", File.ReadAllText(_folder.At("moved/trials/0/lib/words.txt")));
    }

    [Fact]
    public void Each_attempt_has_its_log()
    {
        var folder = TrialFolder.Of(_folder.At("job"), 3);
        Assert.Equal(_folder.At("job/trials/3/user_logs/std_log.txt"), folder.Log(1));
        Assert.Equal(_folder.At("job/trials/3/user_logs/std_log_retry_2.txt"), folder.Log(3));
    }

    private TrialFolder Make(int number, params string[] files)
    {
        var folder = TrialFolder.Of(_folder.At("job"), number);
        folder.Make(_folder.At("job/code"), files, ["report"]);
        return folder;
    }
}
