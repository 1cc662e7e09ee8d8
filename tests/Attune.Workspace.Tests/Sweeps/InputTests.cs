using Attune.Storage;
using Attune.Workspace.Assets;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;
using Attune.Workspace.Sweeps;
using Attune.Workspace.Tests.Environments;

namespace Attune.Workspace.Tests.Sweeps;

public sealed class InputTests : IDisposable
{
    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_and_folders_are_found_beside_the_job_file_and_literals_are_left_alone()
    {
        _folder.Write("job/data/a.csv", "1");
        var (located, problems) = await LocateAsync(
            """
              file: { type: uri_file, path: data/a.csv }
              folder: { type: uri_folder, path: ./data }
              address: { type: uri_file, path: "file:data/a.csv" }
              epochs: 40
            """
        );
        Assert.Empty(problems);
        Assert.Equal(["address", "file", "folder"], located.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(_folder.At("job/data/a.csv"), located["file"]);
        Assert.Equal(_folder.At("job/data/a.csv"), located["address"]);
        Assert.Equal(_folder.At("job/data"), located["folder"].TrimEnd('/'));
    }

    [Fact]
    public async Task Every_input_that_is_missing_is_named_in_one_go()
    {
        var (_, problems) = await LocateAsync(
            """
              first: { type: uri_file, path: nowhere.csv }
              second: { type: uri_file, path: "azureml:data:1" }
              third: { type: uri_file, path: "http://" }
            """
        );
        Assert.Equal(
            ["inputs.first.path", "inputs.second.path", "inputs.third.path"],
            problems.Select(problem => problem.Path)
        );
        Assert.Contains(_folder.At("job/nowhere.csv"), problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("nothing is mapped to it", problems[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cloud_s_name_is_what_the_settings_say_from_their_own_folder()
    {
        _folder.Write("data/a.csv", "1");
        _folder.Write(
            ".attune/settings.json",
            """{ "data": { "azureml:d:1": "../data/a.csv", "azureml://datastores/store/paths/*": "../data" } }"""
        );
        var (located, problems) = await LocateAsync(
            """
              one: { type: uri_file, path: "azureml:d:1" }
              two: { type: uri_file, path: "azureml://datastores/store/paths/a.csv" }
            """
        );
        Assert.Empty(problems);
        Assert.All(located.Values, path => Assert.Equal(_folder.At("data/a.csv"), path));
    }

    [Fact]
    public async Task What_is_on_the_web_is_fetched_once()
    {
        await using var web = new WebServer(path => WebServer.Ok("content of " + path));
        var inputs = $$"""
              a: { type: uri_file, path: "{{web.At("/data/a.csv")}}" }
              b: { type: uri_file, path: "{{web.At("/data/a.csv?version=2")}}" }
              direct: { type: uri_file, path: "{{web.At("/data/a.csv")}}", mode: direct }
            """;

        var (located, problems) = await LocateAsync(inputs);
        var (again, _) = await LocateAsync(inputs);

        Assert.Empty(problems);
        Assert.Equal(located, again);
        Assert.Equal(2, web.Asked);
        Assert.Equal("a.csv", Path.GetFileName(located["a"]));
        Assert.Equal("content of /data/a.csv", await File.ReadAllTextAsync(located["a"], Token));
        Assert.Equal("content of /data/a.csv?version=2", await File.ReadAllTextAsync(located["b"], Token));
        Assert.Equal(web.At("/data/a.csv"), located["direct"]);
    }

    [Fact]
    public async Task Two_that_fetch_the_same_at_once_both_get_it()
    {
        await using var web = new WebServer(_ => WebServer.Ok("whole"));
        using var http = new HttpClient();
        var downloads = new Downloads(_folder.At("cache"), http);
        var all = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => downloads.GetAsync(new Uri(web.At("/a.csv")), Token))
        );
        Assert.Single(all.Distinct());
        Assert.Equal("whole", await File.ReadAllTextAsync(all[0], Token));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(all[0])!));
    }

    [Theory]
    [InlineData("/missing.csv", "404")]
    [InlineData("/short.csv", "ended prematurely")]
    [InlineData("/silent.csv", "did not answer in time")]
    public async Task What_cannot_be_fetched_is_said_with_its_address_and_leaves_nothing(
        string path,
        string says
    )
    {
        await using var web = new WebServer(asked =>
            asked switch
            {
                "/missing.csv" => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                "/short.csv" => WebServer.Ok("half", length: 8),
                _ => null,
            }
        );
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(path == "/silent.csv" ? 0.2 : 60) };
        var (_, problems) = await LocateAsync(
            $$"""  a: { type: uri_file, path: "{{web.At(path)}}" }""",
            http
        );
        var problem = Assert.Single(problems);
        Assert.Equal("inputs.a.path", problem.Path);
        Assert.Contains(web.At(path), problem.Message, StringComparison.Ordinal);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.At(".attune/cache"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_too()
    {
        string address;
        await using (var web = new WebServer(_ => null))
            address = web.At("/a.csv");
        var (_, problems) = await LocateAsync($$"""  a: { type: uri_file, path: "{{address}}" }""");
        Assert.Contains("could not be downloaded", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    private async Task<(IReadOnlyDictionary<string, string> Located, List<Problem> Problems)> LocateAsync(
        string inputs,
        HttpClient? http = null
    )
    {
        var read = JobFile.ReadText("type: command\ncommand: cat\ninputs:\n" + inputs);
        Assert.DoesNotContain(read.Problems, problem => problem.Severity == Severity.Error);
        var home = Home.Create(_folder.At(".attune"));
        await using var database = await AttuneDatabase.OpenAsync(home.Root, cancellationToken: Token);
        using var own = new HttpClient();
        var staging = new InputStaging(
            await new AssetPlaces(home, "default", database).MapAsync(
                read.Job!,
                home.ReadSettings(out _),
                Token
            ),
            new Downloads(Path.Combine(home.Cache, "downloads"), http ?? own)
        );
        var problems = new List<Problem>();
        var located = await staging.LocateAsync(read.Job!, _folder.At("job"), problems, Token);
        return (located, problems);
    }
}
