using System.Diagnostics;

namespace Attune.Samples.Tests;

/// <summary>The <c>./attune</c> script, in a small tree of its own and with an SDK that writes down what it is asked.</summary>
public sealed class StartingFromSource : IDisposable
{
    private const string Sdk = """
        #!/bin/sh
        case $1 in
          --version) echo 10.0.100 ;;
          publish) echo publish >> "$RECORD"; while [ "$1" != -o ]; do shift; done; mkdir -p "$2"; echo "$2" > "$2/Attune.Cli.dll" ;;
          exec) shift 2; echo "ran $*" ;;
        esac
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    public StartingFromSource()
    {
        foreach (
            var file in (string[])
                [
                    "src/a.cs",
                    "eng/x",
                    "Directory.Build.props",
                    "Directory.Packages.props",
                    "global.json",
                    "README.md",
                    "LICENSE",
                ]
        )
            Write(file, file);
        File.Copy(Path.Combine(Repository.Root, "attune"), At("attune"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_builds_on_first_use_and_when_a_source_changed_and_hands_its_arguments_on()
    {
        WriteProgram("bin/dotnet", Sdk);

        var first = await StartAsync("run", "a b");
        Assert.Equal((0, "ran run a b\n"), (first.Code, first.Output));
        Assert.Contains("building", first.Error, StringComparison.Ordinal);
        var second = await StartAsync("best");
        Assert.Equal((0, "ran best\n", ""), (second.Code, second.Output, second.Error));
        Assert.Equal(1, Builds);

        Write("src/a.cs", "changed");
        // File times may be coarser than this test is quick.
        File.SetLastWriteTimeUtc(
            At("src/a.cs"),
            File.GetLastWriteTimeUtc(At("artifacts/attune/current")).AddSeconds(1)
        );
        await StartAsync("best");
        Assert.Equal(2, Builds);
        Assert.Equal(2, Directory.GetDirectories(At("artifacts/attune")).Length);
    }

    [Fact]
    public async Task Several_that_start_at_once_build_once()
    {
        WriteProgram("bin/dotnet", Sdk);

        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync("x")));

        Assert.All(all, run => Assert.Equal("ran x\n", run.Output));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task Without_an_SDK_it_says_what_is_missing()
    {
        var run = await StartAsync("run");

        Assert.Equal(127, run.Code);
        Assert.Contains("10.0 or later", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_SDK_that_is_too_old_it_says_which_one_is_there()
    {
        WriteProgram(
            "bin/dotnet",
            """
            #!/bin/sh
            if [ "$1" = --list-sdks ]; then echo '8.0.404 [/usr/share/dotnet/sdk]'; exit 0; fi
            exit 145
            """
        );

        var run = await StartAsync("run");

        Assert.Equal(1, run.Code);
        Assert.Contains("10.0 or later; this machine has: 8.0.404", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_that_fails_shows_its_errors_and_starts_nothing()
    {
        WriteProgram(
            "bin/dotnet",
            """
            #!/bin/sh
            case $1 in --version) echo 10.0.100 ;; publish) echo 'a.cs(1,2): error CS1002: ; expected [a.csproj]'; exit 1 ;; *) echo ran ;; esac
            """
        );

        var run = await StartAsync("run");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("error CS1002", run.Error, StringComparison.Ordinal);
    }

    private int Builds => File.ReadAllLines(At("record")).Length;

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    private void WriteProgram(string name, string text)
    {
        Write(name, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At(name), File.GetUnixFileMode(At(name)) | UnixFileMode.UserExecute);
    }

    private async Task<(int Code, string Output, string Error)> StartAsync(params string[] arguments)
    {
        // Only what the script itself needs: a real SDK must not be found.
        Directory.CreateDirectory(At("bin"));
        foreach (
            var tool in (string[])
                [
                    "bash",
                    "sh",
                    "readlink",
                    "dirname",
                    "find",
                    "mkdir",
                    "mktemp",
                    "flock",
                    "sort",
                    "xargs",
                    "cat",
                    "cksum",
                    "cut",
                    "grep",
                    "head",
                    "tail",
                    "paste",
                    "touch",
                    "mv",
                    "rm",
                ]
        )
        {
            var real = ((string[])["/usr/bin/", "/bin/"]).Select(folder => folder + tool).First(File.Exists);
            try
            {
                File.CreateSymbolicLink(At("bin/" + tool), real);
            }
            catch (IOException) when (File.Exists(At("bin/" + tool)))
            {
                // Another start of the same test made it.
            }
        }
        var start = new ProcessStartInfo("/bin/bash", [At("attune"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["PATH"], start.Environment["HOME"], start.Environment["RECORD"]) = (
            At("bin"),
            _folder.FullName,
            At("record")
        );
        start.Environment.Remove("DOTNET_ROOT");
        using var process = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        var error = process.StandardError.ReadToEndAsync(token);
        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return (process.ExitCode, output, await error);
    }
}
