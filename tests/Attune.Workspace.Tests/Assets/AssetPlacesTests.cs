using Attune.Storage;
using Attune.Workspace.Assets;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;

namespace Attune.Workspace.Tests.Assets;

public sealed class AssetPlacesTests : IAsyncLifetime
{
    private const string Workspace =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/default";

    private readonly string _folder = Directory.CreateTempSubdirectory("attune-assets-").FullName;
    private Home _home = null!;
    private AttuneDatabase _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _home = Home.Create(Path.Combine(_folder, ".attune"));
        _database = await AttuneDatabase.OpenAsync(_home.Root, cancellationToken: Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("azureml:lab:1", "1.csv")]
    [InlineData("azureml:LAB@latest", "2.csv")]
    [InlineData("azureml:lab", "2.csv")]
    [InlineData(Workspace + "/data/lab/versions/1", "1.csv")]
    [InlineData(
        "/SUBSCRIPTIONS/s/resourcegroups/g/providers/x/Workspaces/Default/DATA/Lab/Versions/2",
        "2.csv"
    )]
    [InlineData(
        "azureml:/subscriptions/s/resourceGroups/g/providers/x/workspaces/default/data/lab/labels/latest",
        "2.csv"
    )]
    [InlineData("azureml://datastores/workspaceblobstore/paths/1.csv", "1.csv")]
    [InlineData("azureml://datastores/WorkspaceBlobStore/paths//1.csv", "1.csv")]
    [InlineData(
        "azureml://subscriptions/s/resourcegroups/g/workspaces/default/datastores/workspaceblobstore/paths/1.csv",
        "1.csv"
    )]
    [InlineData("azureml:lab:9", null)]
    [InlineData("azureml:none@latest", null)]
    [InlineData("azureml://datastores/nowhere/paths/1.csv", null)]
    [InlineData("azureml://datastores/workspaceblobstore/paths/../../../../keys/host-token", null)]
    [InlineData(
        "azureml://subscriptions/s/resourcegroups/g/workspaces/../datastores/workspaceblobstore/paths/x",
        null
    )]
    [InlineData(Workspace + "/codes/lab/versions/1", null)]
    public async Task A_cloud_s_name_leads_to_what_was_registered_or_put_there(string reference, string? file)
    {
        var shelf = new AssetShelf(_database, "default", AssetKinds.Data, TimeProvider.System);
        foreach (var version in (string[])["1", "2"])
        {
            await shelf.SaveAsync(
                "lab",
                new DataVersion
                {
                    Version = version,
                    Uri = $"azureml://datastores/workspaceblobstore/paths/{version}.csv",
                },
                Token
            );
        }
        var read = JobFile.ReadText(
            $"type: command\ncommand: cat\ninputs:\n  d: {{path: \"{reference}\"}}\n"
        );
        var map = await new AssetPlaces(_home, "default", _database).MapAsync(
            read.Job!,
            new Settings(),
            Token
        );
        var expected = file is null
            ? null
            : Path.Combine(_home.Root, "workspaces", "default", "data", "workspaceblobstore", file);
        Assert.Equal(expected, map.Place(reference));
    }

    [Fact]
    public async Task What_the_settings_say_of_a_name_counts_first()
    {
        var shelf = new AssetShelf(_database, "default", AssetKinds.Data, TimeProvider.System);
        await shelf.SaveAsync("lab", new DataVersion { Version = "1", Uri = "/registered" }, Token);
        var read = JobFile.ReadText("type: command\ncommand: cat\ninputs:\n  d: {path: 'azureml:lab:1'}\n");
        var settings = new Settings
        {
            Data = new Dictionary<string, string> { ["azureml:lab:1"] = "/mapped" },
        };
        var map = await new AssetPlaces(_home, "default", _database).MapAsync(read.Job!, settings, Token);
        Assert.Equal("/mapped", map.Place("azureml:lab:1"));
    }
}
