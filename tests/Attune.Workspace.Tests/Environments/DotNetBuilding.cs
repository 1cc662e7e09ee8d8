using System.Diagnostics;
using System.IO.Compression;
using Attune.Workspace.Environments;

namespace Attune.Workspace.Tests.Environments;

public sealed class DotNetBuilding : IDisposable
{
    private const string EchoArguments = """
        #!/usr/bin/env dotnet
        foreach (var a in args) Console.WriteLine($"[{a}]");
        Console.WriteLine(Environment.GetEnvironmentVariable("GIVEN"));
        """;

    private readonly Folder _job = new();

    public void Dispose() => _job.Dispose();

    [Fact]
    public async Task One_build_serves_every_way_to_start_the_program_and_no_trial_builds_again()
    {
        _job.WriteProgram("code/src/train.cs", EchoArguments);
        var link = _job.At("trials/1/src");
        Directory.CreateDirectory(_job.At("trials/1"));
        Directory.CreateSymbolicLink(link, "../../code/src");
        _job.Write("trials/2/src/train.cs", EchoArguments);

        var build = await PrepareAsync("dotnet run src/train.cs -- --lr 1");

        Assert.Empty(build.Problems);
        Assert.Equal(["src/train.cs"], build.Built);
        string[] ways =
        [
            "dotnet run src/train.cs --lr 'a b' \"\" -e GIVEN=1",
            "cd src && dotnet run train.cs -c Debug --lr -v q 'a b' -e GIVEN=1 -- ''",
            "GIVEN=1 dotnet src/train.cs -- --lr 'a b' ''",
            "export GIVEN=1; dotnet run --no-build --file ./src/train.cs -- --lr 'a b' '' | cat",
            "GIVEN=1 bash -c 'dotnet src/train.cs --lr \"a b\" \"\"'",
        ];
        foreach (var trial in (string[])["trials/1", "trials/2"])
        {
            foreach (var way in ways)
            {
                var run = await RunAsync(build, way, trial);
                Assert.Equal(["[--lr]", "[a b]", "[]", "1"], run.Output);
            }
        }
        // A shebang finds `dotnet` through the path, and so the built program.
        Assert.Equal(["[x]", ""], (await RunAsync(build, "src/train.cs x", "trials/1")).Output);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_job.Path, "project.assets.json", SearchOption.AllDirectories),
            file => !file.StartsWith(_job.At("build/"), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Arguments_of_any_characters_reach_the_program_unchanged()
    {
        _job.Write("code/train.cs", EchoArguments);
        var build = await PrepareAsync("dotnet train.cs");

        var run = await RunAsync(
            build,
            """dotnet run train.cs -- "$VALUE" '--file' '-e' "a=b" '*' '\n' '--' """,
            "code",
            "$(touch x) '; rm \"é`\n2"
        );

        Assert.Equal(
            ["[$(touch x) '; rm \"é`", "2]", "[--file]", "[-e]", "[a=b]", "[*]", "[\\n]", "[--]", ""],
            run.Output
        );
        Assert.False(File.Exists(_job.At("code/x")));
    }

    [Fact]
    public async Task Whatever_lies_above_the_code_stays_out_of_the_build()
    {
        const string leak =
            """<Project><Target Name="Leak" BeforeTargets="Build"><Error Text="LEAKED" /></Target></Project>""";
        foreach (
            var name in (string[])
                ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"]
        )
            _job.Write(name, leak);
        _job.Write("global.json", """{ "sdk": { "version": "9.9.999", "rollForward": "disable" } }""");
        _job.Write("Directory.Build.rsp", "-p:TargetFramework=net1.0");
        _job.Write(
            "nuget.config",
            "<configuration><packageSources><clear /><add key=\"x\" value=\"/nonexistent\" /></packageSources></configuration>"
        );
        _job.Write("code/train.cs", EchoArguments);
        _job.Write("code/obj/project.assets.json", "stale");

        var build = await PrepareAsync("dotnet run train.cs");

        Assert.Empty(build.Problems);
        Assert.Equal(["[1]", ""], (await RunAsync(build, "dotnet run train.cs 1", "code")).Output);
    }

    [Fact]
    public async Task A_project_is_built_once_and_its_own_build_files_count()
    {
        _job.Write(
            "code/Directory.Build.props",
            "<Project><PropertyGroup><DefineConstants>OWN</DefineConstants></PropertyGroup></Project>"
        );
        _job.Write(
            "code/app/App.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>
            <AssemblyName>named</AssemblyName></PropertyGroup></Project>
            """
        );
        _job.Write(
            "code/app/Program.cs",
            """
            #if OWN
            System.Console.WriteLine("own " + string.Join(',', args) + " " + System.IO.Path.GetFileName(System.Environment.CurrentDirectory));
            #endif
            """
        );
        _job.Write("code/app/obj/project.assets.json", "stale");

        var build = await PrepareAsync("dotnet run --project app -- 1");

        Assert.Empty(build.Problems);
        Assert.Equal(
            ["own 1,2 code"],
            (await RunAsync(build, "dotnet run --project app -- 1 2", "code")).Output
        );
        Assert.Equal(["own 3 app"], (await RunAsync(build, "cd app && dotnet run 3", "code")).Output);
    }

    [Fact]
    public async Task A_program_that_does_not_compile_is_one_problem_with_the_lines_of_the_compiler()
    {
        _job.Write("code/src/train.cs", "Console.WriteLine(missing);\nvar x = ;\n");

        var build = await PrepareAsync("dotnet run src/train.cs");

        Assert.Null(build.PathFolder);
        var problem = Assert.Single(build.Problems);
        var lines = problem.Message.Split('\n');
        Assert.Equal("'src/train.cs' does not build:", lines[0]);
        Assert.StartsWith("  src/train.cs(2,9): error CS1525: ", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(_job.Path, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_a_trial_changed_is_not_taken_for_what_was_built()
    {
        _job.Write("code/train.cs", EchoArguments);
        _job.Write("trials/1/train.cs", "Console.WriteLine(\"changed\");\n");
        var build = await PrepareAsync("dotnet run train.cs");

        Assert.Equal(["changed"], (await RunAsync(build, "dotnet run train.cs", "trials/1")).Output);
    }

    [Fact]
    public async Task The_local_feed_serves_its_own_packages_and_its_content_wins_over_a_cached_one()
    {
        // Two feeds that differ in version, as two builds of Attune do.
        var cache = _job.At("cache");
        foreach (
            var (version, feed) in (ValueTuple<string, string>[])[("0.1.0.1", "feed1"), ("0.1.0.2", "feed2")]
        )
        {
            var job = _job.At("job-" + feed);
            WritePackage(_job.At($"{feed}/Attune.Probe.{version}.nupkg"), version);
            _job.Write(
                $"job-{feed}/code/train.cs",
                "#:package Attune.Probe@*\n#if PROBE_"
                    + version.Replace('.', '_')
                    + "\nConsole.WriteLine(\"seen\");\n#endif\n"
            );
            _job.Write(
                $"job-{feed}/code/nuget.config",
                $"""
                <configuration><config><add key="globalPackagesFolder" value="{cache}" /></config>
                <packageSources><clear /></packageSources></configuration>
                """
            );
            var build = await new DotNetBuild(_job.At(feed)).PrepareAsync(
                "dotnet run train.cs",
                Path.Combine(job, "code"),
                job,
                Token
            );
            Assert.Empty(build.Problems);
            Assert.Equal(["seen"], (await RunAsync(build, "dotnet run train.cs", $"job-{feed}/code")).Output);
        }
    }

    [Fact]
    public async Task Preparing_again_builds_nothing_and_a_moved_home_still_works()
    {
        _job.Write("a/code/train.cs", EchoArguments);
        await new DotNetBuild().PrepareAsync("dotnet run train.cs", _job.At("a/code"), _job.At("a"), Token);
        Directory.Move(_job.At("a"), _job.At("b"));

        var watch = Stopwatch.StartNew();
        var again = await new DotNetBuild().PrepareAsync(
            "dotnet run train.cs",
            _job.At("b/code"),
            _job.At("b"),
            Token
        );

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"took {watch.Elapsed}");
        Assert.Equal(["[1]", ""], (await RunAsync(again, "dotnet run train.cs 1", "b/code")).Output);
    }

    [Fact]
    public async Task Without_an_SDK_the_reason_is_said()
    {
        _job.Write("code/train.cs", EchoArguments);

        var build = await new DotNetBuild(searchPath: "/nonexistent").PrepareAsync(
            "dotnet run train.cs",
            _job.At("code"),
            _job.Path,
            Token
        );

        Assert.Contains(
            "dotnet is not on PATH",
            Assert.Single(build.Problems).Message,
            StringComparison.Ordinal
        );
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<DotNetBuildResult> PrepareAsync(string command) =>
        new DotNetBuild().PrepareAsync(command, _job.At("code"), _job.Path, Token);

    private Task<Subprocess> RunAsync(
        DotNetBuildResult build,
        string command,
        string folder,
        string value = ""
    ) =>
        Subprocess.RunAsync(
            "/bin/bash",
            ["-c", command],
            _job.At(folder),
            variables =>
                (variables["PATH"], variables["VALUE"]) = (build.PathFolder + ":" + variables["PATH"], value),
            Token
        );

    // A package without an assembly: it defines a constant that names its version.
    private static void WritePackage(string file, string version)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        Write(
            "Attune.Probe.nuspec",
            $"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>Attune.Probe</id><version>{version}</version>
            <authors>test</authors><description>test</description></metadata></package>
            """
        );
        Write(
            "build/Attune.Probe.props",
            $"<Project><PropertyGroup><DefineConstants>$(DefineConstants);PROBE_{version.Replace('.', '_')}</DefineConstants></PropertyGroup></Project>"
        );

        void Write(string name, string text)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(text);
        }
    }
}
