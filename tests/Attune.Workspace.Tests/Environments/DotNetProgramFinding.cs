using Attune.Workspace.Environments;

namespace Attune.Workspace.Tests.Environments;

public sealed class DotNetProgramFinding : IDisposable
{
    private readonly Folder _code = new();

    public DotNetProgramFinding()
    {
        foreach (
            var file in (string[])
                ["train.cs", "src/deep/other.cs", "my dir/spaced.cs", "app/App.csproj", "app/Program.cs"]
        )
            _code.Write(file, "");
        _code.Write("run.sh", "cd src\nexec dotnet run deep/other.cs \"$@\"\n");
    }

    public void Dispose() => _code.Dispose();

    [Theory]
    [InlineData("dotnet run train.cs -- --lr $AZUREML_SWEEP_lr", "train.cs")]
    [InlineData("dotnet train.cs --lr ${{search_space.lr}}", "train.cs")]
    [InlineData("dotnet run --file=./train.cs", "train.cs")]
    [InlineData("./train.cs --lr 1", "train.cs")]
    [InlineData("cd src && dotnet run deep/other.cs > log.txt 2>&1", "src/deep/other.cs")]
    [InlineData("pushd src/deep; dotnet run other.cs", "src/deep/other.cs")]
    [InlineData("dotnet run 'my dir/spaced.cs' | tee log", "my dir/spaced.cs")]
    [InlineData("dotnet run \"my dir/spaced.cs\"", "my dir/spaced.cs")]
    [InlineData("dotnet run my\\ dir/spaced.cs", "my dir/spaced.cs")]
    [InlineData("timeout 60 dotnet run -c Debug --project app -- 1", "app/App.csproj")]
    [InlineData("dotnet run --project app/App.csproj", "app/App.csproj")]
    [InlineData("cd app; dotnet run -- x", "app/App.csproj")]
    [InlineData("bash -c \"dotnet run train.cs\"", "train.cs")]
    [InlineData("bash run.sh --lr 1", "src/deep/other.cs")]
    [InlineData("X=$(dotnet run train.cs) && echo $X", "train.cs")]
    [InlineData("dotnet run \\\n  train.cs", "train.cs")]
    public void A_program_run_from_source_is_found(string command, string source) =>
        Assert.Equal([source], DotNetProgram.Find(command, _code.Path).Select(p => p.Source));

    [Theory]
    [InlineData("python train.py")]
    [InlineData("dotnet bin/train.dll")]
    [InlineData("dotnet --version")]
    [InlineData("dotnet run missing.cs")]
    [InlineData("dotnet run ../train.cs/../../x.cs")]
    [InlineData("dotnet run $SCRIPT.cs")]
    [InlineData("dotnet run --project $DIR")]
    [InlineData("cat train.cs")]
    [InlineData("# dotnet run train.cs\ntrue")]
    [InlineData("dotnet run -- train.cs")]
    [InlineData("dotnet run --project")]
    [InlineData("'\"dotnet")]
    public void Anything_else_is_left_alone(string command) =>
        Assert.Empty(DotNetProgram.Find(command, _code.Path));

    [Fact]
    public void Options_that_concern_the_build_are_kept() =>
        Assert.Equal(
            ["-c", "Debug", "-p:A=B", "--framework", "net10.0"],
            DotNetProgram
                .Find(
                    "dotnet run -c Debug -e X=1 train.cs -v q -p:A=B --framework=net10.0 --lr 1 -- -c no",
                    _code.Path
                )
                .Single()
                .BuildArguments
        );

    [Fact]
    public void Several_programs_of_one_command_are_found_once_each() =>
        Assert.Equal(
            ["train.cs", "app/App.csproj"],
            DotNetProgram
                .Find("dotnet run train.cs && dotnet run --project app; dotnet train.cs", _code.Path)
                .Select(p => p.Source)
        );
}
