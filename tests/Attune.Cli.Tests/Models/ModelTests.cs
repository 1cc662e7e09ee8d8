using System.Diagnostics;
using Attune.Cli.Tests.Running;

namespace Attune.Cli.Tests.Models;

/// <summary><c>attune model</c>.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task A_model_outlives_the_job_that_made_it()
    {
        await using var folder = new JobFolder().Sweep(
            "mkdir -p outputs/model && echo weights $1 > outputs/model/w.txt && echo score=$1"
        );
        Assert.Equal(0, (await folder.RunAsync("run", "sweep.yml", "--name", "mine")).ExitCode);
        var said = await folder.RunAsync(
            "model",
            "register",
            "diabetes",
            "--job",
            "mine",
            "--path",
            "outputs/model",
            "--description",
            "the best",
            "--tags",
            "a=1",
            "b=x=y",
            "--json"
        );
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Equal("mine_2", said.Json.GetProperty("trial").GetString());
        Assert.Equal("mine", said.Json.GetProperty("job").GetString());
        Assert.Equal("x=y", said.Json.GetProperty("tags").GetProperty("b").GetString());
        var other = await folder.RunAsync("model", "register", "diabetes", "--job", "mine_0");
        Assert.True(other.ExitCode == 0, other.ToString());
        Assert.StartsWith(
            "diabetes version 2 is registered: 1 file in ",
            other.Output,
            StringComparison.Ordinal
        );

        Assert.Equal(0, (await folder.RunAsync("job", "delete", "mine", "--yes")).ExitCode);

        var shown = (await folder.RunAsync("model", "show", "-n", "diabetes", "-v", "1", "--json")).Json;
        Assert.Equal("the best", shown.GetProperty("description").GetString());
        Assert.Equal(
            "weights 3\n",
            await File.ReadAllTextAsync(
                Path.Combine(shown.GetProperty("path").GetString()!, "w.txt"),
                TestContext.Current.CancellationToken
            )
        );
        var newest = await folder.RunAsync("model", "show", "diabetes");
        Assert.Contains("version 2", newest.Output, StringComparison.Ordinal);
        Assert.Contains("made by mine_0", newest.Output, StringComparison.Ordinal);
        var copied = await folder.RunAsync("model", "download", "diabetes", "-v", "1", "-p", "here");
        Assert.True(copied.ExitCode == 0, copied.ToString());
        Assert.Equal(
            "weights 3\n",
            await File.ReadAllTextAsync(
                Path.Combine(folder.Root, "here", "diabetes", "w.txt"),
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public async Task Models_and_versions_are_listed_and_deleted()
    {
        await using var folder = new JobFolder();
        folder.Write("model/MLmodel", "flavors:");
        foreach (var name in (string[])["apple", "banana", "banana"])
        {
            var said = await folder.RunAsync("model", "register", name, "--path", "model");
            Assert.True(said.ExitCode == 0, said.ToString());
        }
        var models = (await folder.RunAsync("model", "list", "--json")).Json;
        Assert.Equal(
            ["apple 1", "banana 2"],
            models
                .EnumerateArray()
                .Select(model => $"{model.GetProperty("name")} {model.GetProperty("latest_version")}")
        );
        var versions = (await folder.RunAsync("model", "list", "banana", "--json")).Json;
        Assert.Equal(
            ["2 mlflow_model", "1 mlflow_model"],
            versions
                .EnumerateArray()
                .Select(version => $"{version.GetProperty("version")} {version.GetProperty("type")}")
        );
        Assert.Contains("banana", (await folder.RunAsync("model", "list")).Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "name,version,type",
            (await folder.RunAsync("model", "list", "banana", "-o", "csv")).Output,
            StringComparison.Ordinal
        );
        var path = versions[1].GetProperty("path").GetString()!;
        Assert.Equal(5, (await folder.RunAsync("model", "delete", "banana", "-v", "1")).ExitCode);
        Assert.True(Directory.Exists(path));
        Assert.Equal(
            "Version 1 of banana is deleted.\n",
            (await folder.RunAsync("model", "delete", "banana", "-v", "1", "--yes")).Output
        );
        Assert.False(Directory.Exists(path));
        Assert.Equal(0, (await folder.RunAsync("model", "delete", "banana", "--yes", "--json")).ExitCode);
        Assert.Equal(1, (await folder.RunAsync("model", "list", "--json")).Json.GetArrayLength());
    }

    [Fact]
    public async Task What_cannot_be_registered_is_told_with_its_exit_code()
    {
        await using var folder = new JobFolder();
        folder.Write("model.pkl", "x");
        Assert.Equal(
            0,
            (await folder.RunAsync("model", "register", "m", "--path", "model.pkl", "-v", "3")).ExitCode
        );
        foreach (
            var (code, text, arguments) in ((int, string, string[])[])
                [
                    (2, "missing", ["register", "m"]),
                    (2, "no type", ["register", "m", "--path", "model.pkl", "--type", "pickle"]),
                    (2, "no tag", ["register", "m", "--path", "model.pkl", "--tags", "x"]),
                    (2, "name", ["register", "a/b", "--path", "model.pkl"]),
                    (2, "not by both", ["show", "m", "-v", "1", "--label", "x"]),
                    (2, "Invalid source", ["register", "m", "--path", "azureml://datastores/x"]),
                    (3, "no files", ["register", "m", "--path", "nothing"]),
                    (3, "no run", ["register", "m", "--job", "nothing"]),
                    (3, "no model", ["show", "nothing"]),
                    (3, "did you mean", ["list", "n"]),
                    (3, "no such version", ["show", "m", "-v", "1"]),
                    (3, "no such version", ["download", "m", "--label", "champion"]),
                    (3, "no version 1", ["delete", "m", "-v", "1", "--yes"]),
                    (5, "given out", ["register", "m", "--path", "model.pkl", "-v", "2"]),
                ]
        )
        {
            var said = await folder.RunAsync(["model", .. arguments]);
            Assert.True(said.ExitCode == code, $"{string.Join(' ', arguments)}: {said}");
            Assert.Contains(text, said.Error, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_host_that_is_killed_while_it_copies_leaves_no_version()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs named pipes in folders");
        await using var folder = new JobFolder();
        folder.Write("model.pkl", "x");
        folder.Write("model/a.txt", "x");
        // What is read from a pipe lasts as long as somebody writes to it.
        var pipe = Path.Combine(folder.Root, "model", "endless");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        using var writer = Process.Start(
            "bash",
            ["-c", "exec 3>\"$0\"; head -c 100000 /dev/zero >&3; exec sleep 1000", pipe]
        );
        try
        {
            using var register = folder.Start("model", "register", "m", "--path", "model");
            await JobFolder.UntilAsync(() => Copies(folder).Any(file => new FileInfo(file).Length > 0));
            await JobFolder.SignalAsync("KILL", register.Process.Id);
            await register.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            writer.Kill(entireProcessTree: true);
        }
        Assert.Equal(0, (await folder.RunAsync("model", "list", "--json")).Json.GetArrayLength());
        var said = await folder.RunAsync("model", "register", "m", "--path", "model.pkl", "--json");
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Equal(1, said.Json.GetProperty("version").GetInt32());
        Assert.Empty(Copies(folder));
        Assert.Equal(
            ["m"],
            Directory
                .GetDirectories(Path.Combine(folder.Home, "workspaces", "default", "models"))
                .Select(Path.GetFileName)
        );
    }

    // Hidden folders too.
    private static string[] Copies(JobFolder folder) =>
        Directory.Exists(folder.Home)
            ? Directory.GetFiles(folder.Home, "endless", SearchOption.AllDirectories)
            : [];
}
