using System.Text.Json.Nodes;
using Attune.Cli.Kernels;
using Attune.Cli.Tests.Running;

namespace Attune.Cli.Tests;

public sealed class KernelTests : IDisposable
{
    private readonly DirectoryInfo _prefix = Directory.CreateTempSubdirectory("attune-test-");

    public void Dispose() => _prefix.Delete(recursive: true);

    private string Place => Path.Combine(_prefix.FullName, "share", "jupyter", "kernels");

    [Fact]
    public async Task Kernels_of_Attune_are_listed_and_removed_and_others_left_alone()
    {
        Write("attune-csharp");
        Directory.CreateDirectory(Path.Combine(Place, "python3"));
        File.WriteAllText(Path.Combine(Place, "python3", "kernel.json"), """{"argv":["python3"]}""");

        var listed = await RunAsync("list", "--json");
        var refused = await RunAsync("remove", "--name", "python3");
        var occupied = await RunAsync("install", "--name", "python3");
        var removed = await RunAsync("remove");

        Assert.Equal(
            "attune-csharp",
            Assert.Single(listed.Json.EnumerateArray()).GetProperty("name").GetString()
        );
        Assert.Equal((int)ExitCode.NotFound, refused.ExitCode);
        Assert.Equal((int)ExitCode.Conflict, occupied.ExitCode);
        Assert.Equal(0, removed.ExitCode);
        Assert.Equal([Path.Combine(Place, "python3")], Directory.GetDirectories(Place));
    }

    [Fact]
    public async Task A_kernel_whose_program_is_gone_is_listed_with_its_trouble()
    {
        Write("attune-csharp", "/nowhere/Attune.Kernel.dll");

        var listed = await RunAsync("list");

        Assert.Contains("install it again", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_none_is_refused()
    {
        var said = await RunAsync("install", "--name", "../elsewhere");

        Assert.Equal((int)ExitCode.Usage, said.ExitCode);
        Assert.False(Directory.Exists(Place));
    }

    [Fact, Trait("Run", "long")]
    public async Task It_is_built_from_the_clone_and_its_spec_names_what_was_built()
    {
        var said = await AttuneCommand
            .Start(
                _prefix.FullName,
                ["kernel", "install", "--prefix", _prefix.FullName],
                limit: TimeSpan.FromMinutes(15)
            )
            .EndAsync();

        Assert.True(said.ExitCode == 0, said.ToString());
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(Place, "attune-csharp", "kernel.json")))!;
        var argv = spec["argv"]!.AsArray().Select(word => (string)word!).ToList();
        Assert.Equal("message", (string?)spec["interrupt_mode"]);
        Assert.Equal("{connection_file}", argv[^1]);
        Assert.EndsWith("Attune.Kernel.dll", argv[^2], StringComparison.Ordinal);
        Assert.True(File.Exists(argv[^2]));
    }

    private void Write(string name, params string[] command)
    {
        var folder = new KernelFolder(Path.Combine(Place, name));
        Directory.CreateDirectory(folder.Path);
        folder.Write(command, "C#", "0.1.0");
    }

    private Task<Said> RunAsync(string verb, params string[] more) =>
        AttuneCommand.RunAsync(_prefix.FullName, ["kernel", verb, "--prefix", _prefix.FullName, .. more]);
}
