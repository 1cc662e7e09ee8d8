namespace Attune.Client.Tests;

/// <summary>Where a notebook finds its host, in the order of the places that are looked at.</summary>
public sealed class HostPlaceTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("attune-test-");
    private readonly Dictionary<string, string> _variables = [];

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void What_is_said_counts_before_what_could_be_found()
    {
        Home(".attune", 20_001, "kept");
        _variables["ATTUNE_URL"] = "http://127.0.0.1:20002/";
        _variables["ATTUNE_TOKEN"] = "variable";

        var place = Find(new Uri("http://127.0.0.1:20003/"), "said", "team");

        Assert.Equal("http://127.0.0.1:20003/", place.Address.ToString());
        Assert.Equal(("said", "team", null), (place.Token, place.Workspace, place.Home));
    }

    [Fact]
    public void An_instance_says_it_by_variables()
    {
        Config("""{"workspace_name": "from-file", "attune_url": "http://127.0.0.1:20009/"}""");
        _variables["ATTUNE_URL"] = "http://127.0.0.1:20002/attune";
        _variables["ATTUNE_TOKEN"] = "variable";

        var place = Find();

        // The path of a proxy in front is kept.
        Assert.Equal("http://127.0.0.1:20002/attune/", place.Address.ToString());
        Assert.Equal(("variable", "from-file"), (place.Token, place.Workspace));

        _variables["ATTUNE_WORKSPACE"] = "team";
        Assert.Equal("team", Find().Workspace);
    }

    [Fact]
    public void The_variables_of_the_tracking_protocol_will_do()
    {
        _variables["MLFLOW_TRACKING_URI"] = "http://127.0.0.1:20002";
        _variables["MLFLOW_TRACKING_TOKEN"] = "tracking";

        var place = Find();

        Assert.Equal(("tracking", "default"), (place.Token, place.Workspace));
        Assert.Equal(20_002, place.Address.Port);
    }

    [Fact]
    public void The_nearest_config_leads_to_a_home_whose_host_may_have_moved()
    {
        var home = Home("elsewhere", 20_005, "kept");
        Config(
            $$"""{"subscription_id": "local", "workspace_name": "team", "attune_home": "{{home}}", "attune_url": "http://127.0.0.1:20001/"}"""
        );

        var place = Find(folder: _root.CreateSubdirectory("a/b").FullName);

        Assert.Equal(20_005, place.Address.Port);
        Assert.Equal(("kept", "team", home), (place.Token, place.Workspace, place.Home));
    }

    [Fact]
    public void A_config_of_another_program_is_passed_over()
    {
        Home(".attune", 20_006, "kept");
        var inner = _root.CreateSubdirectory("a");
        File.WriteAllText(Path.Combine(inner.FullName, "config.json"), """["mine"]""");

        Assert.Equal("kept", Find(folder: inner.FullName).Token);

        File.WriteAllText(Path.Combine(inner.FullName, "config.json"), "no json");
        Assert.Equal("kept", Find(folder: inner.FullName).Token);
    }

    [Fact]
    public void A_home_may_be_named_or_lie_above()
    {
        Home("named/.attune", 20_007, "named");
        Home(".attune", 20_008, "above");

        Assert.Equal("above", Find().Token);
        _variables["ATTUNE_HOME"] = Path.Combine(_root.FullName, "named");
        Assert.Equal("named", Find().Token);
    }

    [Fact]
    public void Whoever_finds_nothing_is_told_what_to_do()
    {
        // Nothing lies above a folder of the system's own.
        var nowhere = Assert.Throws<HostNotFoundException>(() => Find());
        Assert.Contains("attune studio", nowhere.Message, StringComparison.Ordinal);
        Assert.Contains("attune workspace config", nowhere.Message, StringComparison.Ordinal);

        _variables["ATTUNE_URL"] = "http://127.0.0.1:20002/";
        var locked = Assert.Throws<HostNotFoundException>(() => Find());
        Assert.Contains("ATTUNE_TOKEN", locked.Message, StringComparison.Ordinal);

        _variables.Clear();
        _root.CreateSubdirectory(".attune");
        var silent = Assert.Throws<HostNotFoundException>(() => Find());
        Assert.Contains("No host has run", silent.Message, StringComparison.Ordinal);
    }

    private HostPlace Find(
        Uri? address = null,
        string? token = null,
        string? workspace = null,
        string? folder = null
    ) =>
        HostPlace.Find(
            address,
            token,
            workspace,
            folder ?? _root.FullName,
            name => _variables.GetValueOrDefault(name)
        );

    private void Config(string json) => File.WriteAllText(Path.Combine(_root.FullName, "config.json"), json);

    private string Home(string name, int port, string token)
    {
        var home = _root.CreateSubdirectory(name);
        File.WriteAllText(Path.Combine(home.FullName, "port"), $"{port}\n");
        home.CreateSubdirectory("keys");
        File.WriteAllText(Path.Combine(home.FullName, "keys", "host-token"), token + "\n");
        return home.FullName;
    }
}
