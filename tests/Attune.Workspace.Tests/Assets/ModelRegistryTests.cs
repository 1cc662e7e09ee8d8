using Attune.Storage;
using Attune.Workspace.Assets;
using Attune.Workspace.Tests.Environments;

namespace Attune.Workspace.Tests.Assets;

public sealed class ModelRegistryTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoTags = [];
    private readonly Folder _folder = new();
    private AttuneDatabase _database = null!;
    private ModelRegistry _models = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Home => _folder.At("home");

    public async ValueTask InitializeAsync()
    {
        _database = await AttuneDatabase.OpenAsync(Home, cancellationToken: Token);
        _models = Registry();
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_version_has_files_of_its_own()
    {
        _folder.Write("job/outputs/model/MLmodel", "flavors:");
        _folder.Write("job/outputs/model/data/weights.bin", "12345");
        var version = await RegisterAsync("diabetes model", "job/outputs/model");
        Directory.Delete(_folder.At("job"), recursive: true);

        Assert.Equal(
            (1, ModelType.MLflow, 2, 13L),
            (version.Version, version.Type, version.Files, version.Bytes)
        );
        Assert.Equal("workspaces/default/models/diabetes model/1", version.Folder);
        Assert.Equal("12345", await ReadAsync(version, "data/weights.bin"));
        Assert.Equivalent(version, await _models.FindVersionAsync("diabetes model", 1, Token), strict: true);
        Assert.Equal(1, (await _models.FindAsync("diabetes model", Token))!.LastVersion);
    }

    [Fact]
    public async Task A_single_file_is_a_model_too()
    {
        _folder.Write("model.pkl", "pickle");
        var version = await RegisterAsync("m", "model.pkl");
        Assert.Equal((ModelType.Custom, 1), (version.Type, version.Files));
        Assert.Equal("pickle", await ReadAsync(version, "model.pkl"));
    }

    [Fact]
    public async Task Of_many_registrations_at_once_each_gets_a_number_of_its_own()
    {
        _folder.Write("model.pkl", "x");
        var registries = Enumerable.Range(0, 4).Select(_ => Registry()).ToArray();
        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    Task.Run(() => registries[i % 4].RegisterAsync(Registration("m", "model.pkl"), Token))
                )
        );
        Assert.Equal(Enumerable.Range(1, 40), made.Select(version => version.Version).Order());
        Assert.Equal(40, (await _models.VersionsAsync("m", Token)).Count);
        Assert.Equal(40, made.Select(version => version.Folder).Distinct().Count());
    }

    [Fact]
    public async Task A_number_is_never_given_out_again()
    {
        _folder.Write("model.pkl", "x");
        await RegisterAsync("m", "model.pkl");
        var second = await RegisterAsync("m", "model.pkl");
        await _models.DeleteVersionAsync("m", 2, Token);
        Assert.False(Directory.Exists(_models.FolderOf(second)));
        Assert.Equal(3, (await RegisterAsync("m", "model.pkl")).Version);
        Assert.Equal(9, (await RegisterAsync("m", "model.pkl", version: 9)).Version);
        Assert.Equal(10, (await RegisterAsync("m", "model.pkl")).Version);
        foreach (var taken in (int[])[2, 9])
        {
            await RefusedAsync(AssetFault.Exists, () => RegisterAsync("m", "model.pkl", taken));
        }
        foreach (var none in (int[])[0, -1, int.MaxValue])
        {
            await RefusedAsync(AssetFault.Invalid, () => RegisterAsync("m", "model.pkl", none));
        }
        Assert.Equal([1, 3, 9, 10], (await _models.VersionsAsync("m", Token)).Select(each => each.Version));
    }

    [Fact]
    public async Task What_a_cut_off_registration_left_is_cleared_away_and_nothing_else()
    {
        _folder.Write("model.pkl", "x");
        var kept = await RegisterAsync("m", "model.pkl");
        _folder.Write("home/workspaces/default/models/.new-1/model.pkl", "x");
        _folder.Write("home/workspaces/default/models/m/2/model.pkl", "x");
        _folder.Write("home/workspaces/default/models/gone/1-abcdef01/model.pkl", "x");
        _folder.Write("home/workspaces/default/models/m/notes/mine.txt", "x");
        Assert.Single(await _models.VersionsAsync("m", Token));
        await _models.TidyAsync(Token);
        Assert.Equal(
            [$"{kept.Folder}/model.pkl", "workspaces/default/models/m/notes/mine.txt"],
            Directory
                .GetFiles(Path.Combine(Home, "workspaces"), "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Home, file))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_refused_registration_leaves_nothing()
    {
        _folder.Write("model/a.txt", "x");
        File.CreateSymbolicLink(_folder.At("model/b.txt"), "/etc/hostname");
        await RefusedAsync(AssetFault.Invalid, () => RegisterAsync("m", "model"));
        File.Delete(_folder.At("model/b.txt"));
        Directory.CreateSymbolicLink(_folder.At("model/up"), _folder.At("."));
        await RefusedAsync(AssetFault.Invalid, () => RegisterAsync("m", "model"));
        await RefusedAsync(AssetFault.NotFound, () => RegisterAsync("m", "nothing"));
        Directory.CreateDirectory(_folder.At("empty"));
        await RefusedAsync(AssetFault.NotFound, () => RegisterAsync("m", "empty"));
        await RefusedAsync(
            AssetFault.NotFound,
            () => _models.RegisterAsync(Registration("m", "model/a.txt") with { MakesModel = false }, Token)
        );
        Assert.Empty(await _models.ListAsync(Token));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Home, "workspaces/default/models")));
    }

    [Fact]
    public async Task A_link_within_a_model_is_copied_as_what_it_means()
    {
        _folder.Write("model/checkpoints/3/w.bin", "three");
        Directory.CreateSymbolicLink(_folder.At("model/last"), "checkpoints/3");
        File.CreateSymbolicLink(_folder.At("model/best.bin"), "checkpoints/3/w.bin");
        var version = await RegisterAsync("m", "model");
        Assert.Equal("three", await ReadAsync(version, "last/w.bin"));
        Assert.Equal("three", await ReadAsync(version, "best.bin"));
        Assert.Null(new FileInfo(Path.Combine(_models.FolderOf(version), "best.bin")).LinkTarget);
    }

    [Fact]
    public async Task A_circle_of_links_ends()
    {
        _folder.Write("model/a/w.bin", "x");
        Directory.CreateSymbolicLink(_folder.At("model/a/again"), "../a");
        await RefusedAsync(AssetFault.Invalid, () => RegisterAsync("m", "model"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" m")]
    [InlineData(".hidden")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("a%2fb")]
    [InlineData("a;b")]
    [InlineData("a#b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public async Task A_name_that_means_something_to_a_path_is_refused(string name)
    {
        _folder.Write("model.pkl", "x");
        await RefusedAsync(AssetFault.Invalid, () => RegisterAsync(name, "model.pkl"));
        await RefusedAsync(AssetFault.Invalid, () => _models.CreateAsync(name, null, NoTags, Token));
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("LATEST")]
    [InlineData("v1")]
    [InlineData("V12")]
    [InlineData("")]
    [InlineData("a b")]
    public async Task An_alias_that_means_a_version_already_is_refused(string alias)
    {
        _folder.Write("model.pkl", "x");
        await RegisterAsync("m", "model.pkl");
        await RefusedAsync(AssetFault.Invalid, () => _models.SetAliasAsync("m", alias, 1, Token));
    }

    [Fact]
    public async Task An_alias_means_one_version_until_that_is_deleted()
    {
        _folder.Write("model.pkl", "x");
        await RegisterAsync("m", "model.pkl");
        await RegisterAsync("m", "model.pkl");
        await _models.SetAliasAsync("m", "champion", 1, Token);
        await _models.SetAliasAsync("m", "champion", 2, Token);
        await _models.SetAliasAsync("m", "vintage", 1, Token);
        await RefusedAsync(AssetFault.NotFound, () => _models.SetAliasAsync("m", "x", 3, Token));
        Assert.Equal(2, (await _models.FindAsync("m", Token))!.Aliases["champion"]);
        await _models.DeleteVersionAsync("m", 2, Token);
        Assert.Equal(["vintage"], (await _models.FindAsync("m", Token))!.Aliases.Keys);
        await _models.DeleteAliasAsync("m", "vintage", Token);
        Assert.Empty((await _models.FindAsync("m", Token))!.Aliases);
    }

    [Fact]
    public async Task A_stage_is_left_to_the_newcomer()
    {
        _folder.Write("model.pkl", "x");
        for (var i = 0; i < 3; i++)
        {
            await RegisterAsync("m", "model.pkl");
        }
        await _models.TransitionAsync("m", 1, ModelStage.Production, false, Token);
        await _models.TransitionAsync("m", 2, ModelStage.Production, false, Token);
        await _models.TransitionAsync("m", 3, ModelStage.Production, true, Token);
        Assert.Equal(
            [ModelStage.Archived, ModelStage.Archived, ModelStage.Production],
            (await _models.VersionsAsync("m", Token)).Select(version => version.Stage)
        );
    }

    [Fact]
    public async Task A_renamed_model_keeps_its_versions_and_its_old_name_is_free()
    {
        _folder.Write("model.pkl", "old");
        var first = await RegisterAsync("old", "model.pkl");
        await _models.SetAliasAsync("old", "champion", 1, Token);
        await _models.RenameAsync("old", "new", Token);
        Assert.Null(await _models.FindAsync("old", Token));
        Assert.Equal(1, (await _models.FindAsync("new", Token))!.Aliases["champion"]);
        Assert.Equal("old", await ReadAsync((await _models.FindVersionAsync("new", 1, Token))!, "model.pkl"));

        _folder.Write("model.pkl", "other");
        var other = await RegisterAsync("old", "model.pkl");
        Assert.Equal(1, other.Version);
        Assert.NotEqual(first.Folder, other.Folder);
        await _models.TidyAsync(Token);
        Assert.Equal("old", await ReadAsync((await _models.FindVersionAsync("new", 1, Token))!, "model.pkl"));
        Assert.Equal("other", await ReadAsync(other, "model.pkl"));
        await RefusedAsync(AssetFault.Exists, () => _models.RenameAsync("old", "new", Token));
    }

    [Fact]
    public async Task A_deleted_model_is_gone_with_its_files_and_no_neighbour_is()
    {
        _folder.Write("model.pkl", "x");
        await RegisterAsync("m", "model.pkl");
        await RegisterAsync("m", "model.pkl");
        var neighbour = await RegisterAsync("m2", "model.pkl");
        await _models.DeleteAsync("m", Token);
        await RefusedAsync(AssetFault.NotFound, () => _models.DeleteAsync("m", Token));
        Assert.Empty(await _models.VersionsAsync("m", Token));
        Assert.Equal("x", await ReadAsync(neighbour, "model.pkl"));
        Assert.False(Directory.Exists(Path.Combine(Home, "workspaces/default/models/m")));
        Assert.Equal(1, (await RegisterAsync("m", "model.pkl")).Version);
    }

    [Fact]
    public async Task Descriptions_and_tags_change_and_what_a_version_is_made_of_does_not()
    {
        _folder.Write("model.pkl", "x");
        var made = await RegisterAsync("m", "model.pkl");
        var changed = await _models.ChangeVersionAsync(
            "m",
            1,
            version =>
                version with
                {
                    Description = "d",
                    Tags = new Dictionary<string, string> { ["a"] = "1" },
                    Folder = "../../etc",
                    Version = 7,
                },
            Token
        );
        Assert.Equal(
            ("d", "1", 1, made.Folder),
            (changed.Description, changed.Tags["a"], changed.Version, changed.Folder)
        );
        await RefusedAsync(
            AssetFault.Invalid,
            () =>
                _models.ChangeAsync(
                    "m",
                    model => model with { Tags = new Dictionary<string, string> { [""] = "1" } },
                    Token
                )
        );
        var model = await _models.ChangeAsync("m", m => m with { Description = "e", LastVersion = 0 }, Token);
        Assert.Equal(("e", 1), (model.Description, model.LastVersion));
    }

    private ModelRegistry Registry() => new(_database.Documents, Home, "default", TimeProvider.System);

    private ModelRegistration Registration(string name, string files, int? version = null) =>
        new()
        {
            Name = name,
            Files = _folder.At(files),
            Version = version,
        };

    private Task<ModelVersion> RegisterAsync(string name, string files, int? version = null) =>
        _models.RegisterAsync(Registration(name, files, version), Token);

    private Task<string> ReadAsync(ModelVersion version, string file) =>
        File.ReadAllTextAsync(Path.Combine(_models.FolderOf(version), file), Token);

    private static async Task RefusedAsync(AssetFault fault, Func<Task> act) =>
        Assert.Equal(fault, (await Assert.ThrowsAsync<AssetException>(act)).Fault);
}
