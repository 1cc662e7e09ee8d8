using System.Text.Json.Nodes;
using Attune.Workspace.Compute.Jupyter;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Tests.Compute;

public sealed class UserFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("attune-user-").FullName;
    private readonly Home _home;

    public UserFolderTests()
    {
        _home = Home.Create(Path.Combine(_root, "home"));
        Ship("csharp/Tune.ipynb", "one");
        Ship("python/Tune.ipynb", "one");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Notebooks_are_there_once_and_what_a_person_did_with_them_stays()
    {
        Prepare();
        Assert.Equal("one", Read("csharp/Tune.ipynb"));
        File.WriteAllText(PathOf("csharp/Tune.ipynb"), "mine");
        File.Delete(PathOf("python/Tune.ipynb"));
        Ship("csharp/Tune.ipynb", "two");
        Ship("csharp/More.ipynb", "new");
        Prepare();
        Assert.Equal("mine", Read("csharp/Tune.ipynb"));
        Assert.False(File.Exists(PathOf("python/Tune.ipynb")));
        Assert.Equal("new", Read("csharp/More.ipynb"));
        // Nobody changed this one: it follows the program.
        Ship("csharp/More.ipynb", "newer");
        Prepare();
        Assert.Equal("newer", Read("csharp/More.ipynb"));
    }

    [Fact]
    public void A_file_that_was_there_before_is_not_written_over()
    {
        Directory.CreateDirectory(PathOf("csharp"));
        File.WriteAllText(PathOf("csharp/Tune.ipynb"), "mine");
        File.WriteAllText(PathOf("config.json"), """{"workspace_name":"a cloud's"}""");
        Prepare();
        Prepare();
        Assert.Equal("mine", Read("csharp/Tune.ipynb"));
        Assert.Contains("a cloud's", Read("config.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_config_follows_the_host()
    {
        Prepare("http://127.0.0.1:1/");
        Prepare("http://127.0.0.1:2/");
        Assert.Equal("http://127.0.0.1:2/", (string?)JsonNode.Parse(Read("config.json"))!["attune_url"]);
    }

    private void Prepare(string address = "http://127.0.0.1:1/") =>
        UserFolder.Prepare(
            _home,
            "default",
            "anna",
            new JsonObject { ["attune_home"] = _home.Root, ["attune_url"] = address },
            Path.Combine(_root, "material")
        );

    private void Ship(string path, string text)
    {
        var file = Path.Combine(_root, "material", "notebooks", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private string PathOf(string path) => Path.Combine(_home.User("default", "anna"), path);

    private string Read(string path) => File.ReadAllText(PathOf(path));
}
