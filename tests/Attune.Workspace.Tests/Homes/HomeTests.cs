using Attune.Workspace.Environments;
using Attune.Workspace.Homes;
using Attune.Workspace.Tests.Environments;

namespace Attune.Workspace.Tests.Homes;

public sealed class HomeTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_found_upwards_and_the_nearest_one_counts()
    {
        Directory.CreateDirectory(_folder.At("project/src/deep"));
        Assert.Null(Home.Find(_folder.At("project/src/deep")));
        var outer = Home.Create(_folder.At(".attune"));
        Assert.Equal(outer.Root, Home.Find(_folder.At("project/src/deep"))!.Root);
        var inner = Home.Create(_folder.At("project/.attune"));
        Assert.Equal(inner.Root, Home.Find(_folder.At("project/src/deep"))!.Root);
        // A file of that name is no home.
        _folder.Write("project/src/.attune", "");
        Assert.Equal(inner.Root, Home.Find(_folder.At("project/src"))!.Root);
    }

    [Fact]
    public void Made_twice_it_stays_the_same_and_nobody_else_may_look_in()
    {
        var identity = Home.Create(_folder.At(".attune")).Identity;
        var again = Home.Create(_folder.At(".attune"));
        Assert.Equal(identity, again.Identity);
        Assert.NotEqual(identity, Home.Create(_folder.At("other")).Identity);
        if (!OperatingSystem.IsWindows())
        {
            var owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(again.Root));
            Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(again.Keys));
            Assert.Equal(owner, File.GetUnixFileMode(Path.Combine(again.Keys, "identity")));
        }
    }

    [Fact]
    public void Without_a_file_settings_have_their_defaults()
    {
        var settings = Home.Create(_folder.At(".attune")).ReadSettings(out var problems);
        Assert.Empty(problems);
        Assert.Equal((30, null), (settings.StopGraceSeconds, settings.Gpus));
        Assert.Empty(settings.Environments);
    }

    [Theory]
    [InlineData("{\n  \"gpu\": []\n}", 2, "gpu")]
    [InlineData("{\n  \"gpus\": 2\n}", 2, "gpus")]
    [InlineData("{\n  \"stop_grace_seconds\": -1\n}", 2, "0 to 86400")]
    [InlineData("{\n  \"stop_grace_seconds\": 1e300\n}", 2, "0 to 86400")]
    [InlineData("{\n  \"gpus\": [\"0\", \"0\"]\n}", 2, "twice")]
    [InlineData("{ \"environments\": {\n  \"torch\": null } }", 2, "does not say what the name means")]
    [InlineData("{ \"environments\": {\n  \"torch\": {} } }", 2, "does not say what the name means")]
    [InlineData(
        "{ \"environments\": {\n\n  \"a.b\": { \"image\": \"i\", \"engine\": \"dokcer\" } } }",
        3,
        "docker"
    )]
    [InlineData("{ \"environments\": {\n  \"torch\": { \"vnev\": \"x\" } } }", 2, "vnev")]
    [InlineData("{ \"data\": {\n  \"azureml:d:1\": \"\" } }", 2, "where the data lies")]
    [InlineData("{ \"data\": {} }\n]", 2, "]")]
    [InlineData("", 1, "JSON")]
    public void What_is_wrong_with_them_has_its_place_and_is_never_half_used(
        string json,
        int line,
        string says
    )
    {
        var home = Home.Create(_folder.At(".attune"));
        _folder.Write(".attune/settings.json", json);

        var settings = home.ReadSettings(out var problems);

        var problem = Assert.Single(problems);
        Assert.Contains(says, problem.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal((home.Settings, line), (problem.Where!.File, problem.Where.Line));
        Assert.Equal(new Settings().StopGraceSeconds, settings.StopGraceSeconds);
        Assert.Empty(settings.Environments);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{ "environments": null, "data": null, "pass_variables": null }""")]
    [InlineData("""{ "environments": { "e": { "image": "i" } } }""")]
    public void What_a_file_leaves_out_has_its_default(string json)
    {
        var home = Home.Create(_folder.At(".attune"));
        _folder.Write(".attune/settings.json", json);
        var settings = home.ReadSettings(out var problems);
        Assert.Empty(problems);
        Assert.Equal((30, null), (settings.StopGraceSeconds, settings.Gpus));
        Assert.Empty(settings.Data);
        Assert.Empty(settings.PassVariables);
        Assert.All(settings.Environments.Values, mapping => Assert.Empty(mapping.EngineArguments));
    }

    [Fact]
    public void The_documented_settings_are_valid()
    {
        var home = Home.Create(_folder.At(".attune"));
        _folder.Write(
            ".attune/settings.json",
            """
            {
              // comments and trailing commas are allowed
              "environments": { "e:1": { "venv": "../.venv" }, "*": { "machine": true } },
              "data": { "azureml:diabetes-data@latest": "../data" },
              "gpus": ["0", "1"],
              "stop_grace_seconds": 10,
              "pass_variables": ["TOKEN"],
            }
            """
        );
        var settings = home.ReadSettings(out var problems);
        Assert.Empty(problems);
        var mappings = new EnvironmentMappings(settings, home.Settings);
        Assert.Equal(_folder.At(".venv"), mappings.Find(EnvironmentName.Parse("azureml:E:1"))!.Venv);
        Assert.Null(mappings.Find(EnvironmentName.Parse("azureml:E:2"))!.Venv);
    }
}
