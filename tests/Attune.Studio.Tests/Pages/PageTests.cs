using AngleSharp.Dom;
using Attune.Studio.Pages.Compute;
using Attune.Studio.Pages.DataAssets;
using Attune.Studio.Pages.Environments;
using Attune.Studio.Pages.Models;
using Attune.Studio.Pages.People;
using Attune.Studio.Pages.Workspaces;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Attune.Studio.Tests.Pages;

/// <summary>The pages of compute, assets and people, rendered over a home that runs jobs for real.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Bench _bench = new();

    public ValueTask InitializeAsync() => _bench.InitializeAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_page_with_nothing_to_show_says_what_to_do()
    {
        await using var pages = await OpenAsync(Role.Owner);
        See(pages.Render<ComputePage>(), "There is no instance yet", "compute/new?type=instance");
        Go(pages, "compute/clusters");
        See(pages.Render<ComputePage>(), "There is no cluster yet", "compute/new?type=cluster");
        See(pages.Render<ModelsPage>(), "No model is registered yet", "models/new");
        See(pages.Render<DataPage>(), "There is no data yet", "data/new");
        See(pages.Render<EnvironmentsPage>(), "No name is known yet", "settings.json");
        See(pages.Render<WorkspacesPage>(), "looked at", "share this machine");
    }

    [Fact]
    public async Task What_a_reader_sees_has_no_act_in_it()
    {
        await FillAsync("text");
        await using var pages = await OpenAsync(Role.Reader);
        foreach (var page in Looks(pages))
        {
            WaitUntilRead(page);
            Assert.DoesNotContain(
                page.FindAll("button, a.button").Select(each => each.TextContent.Trim()),
                text =>
                    text
                        is "New"
                            or "Register"
                            or "Create"
                            or "Start"
                            or "Stop"
                            or "Restart"
                            or "Delete"
                            or "Change"
                            or "Set"
            );
        }
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\"><svg onload=alert(1)>")]
    [InlineData("javascript:alert(1)")]
    [InlineData("'; alert(1); //")]
    [InlineData("{{constructor.constructor('alert(1)')()}}")]
    [InlineData("</textarea><iframe srcdoc='<b onclick=alert(1)>'>")]
    public async Task A_hostile_text_is_shown_as_the_text_it_is(string text)
    {
        await FillAsync(text);
        await using var pages = await OpenAsync(Role.Owner);
        var seen = "";
        foreach (var page in Looks(pages))
        {
            WaitUntilRead(page);
            Assert.Empty(page.FindAll("script, img, iframe, svg:not(.icon), [onerror], [onload], [onclick]"));
            Assert.DoesNotContain(
                page.FindAll("a").Select(each => each.GetAttribute("href") ?? ""),
                address => address.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)
            );
            seen += string.Join('\n', page.Nodes.Select(node => node.TextContent));
        }
        Assert.True(seen.Split(text).Length > 5, "The text is shown in too few places.");
    }

    [Fact]
    public async Task What_is_written_wrongly_is_said_beside_its_field_and_all_at_once()
    {
        await using var pages = await OpenAsync(Role.Contributor);
        Go(pages, "compute/new?type=cluster");
        var compute = pages.Render<NewComputePage>();
        await compute.Find("#name").ChangeAsync(new ChangeEventArgs { Value = "9" });
        await compute.Find("#size").ChangeAsync(new ChangeEventArgs { Value = "" });
        await compute.Find("#max_instances").ChangeAsync(new ChangeEventArgs { Value = "many" });
        await compute.Find("#min_instances").ChangeAsync(new ChangeEventArgs { Value = "-1" });
        await compute.Find("form").SubmitAsync();
        Assert.Equal(
            ["name", "size", "min_instances", "max_instances"],
            compute.FindAll("[aria-invalid=true]").Select(field => field.Id)
        );
        Assert.Contains(
            "'many' is no whole number.",
            compute.Find("#max_instances-more").TextContent,
            StringComparison.Ordinal
        );
        Assert.Empty(await _bench.Host.Compute.Of("default").ListAsync(default));

        var data = pages.Render<NewDataPage>();
        await data.Find("#name").ChangeAsync(new ChangeEventArgs { Value = "../x" });
        await data.Find("#path").ChangeAsync(new ChangeEventArgs { Value = "relative.csv" });
        await data.Find("form").SubmitAsync();
        Assert.Equal(["name", "path"], data.FindAll("[aria-invalid=true]").Select(field => field.Id));
    }

    [Fact]
    public async Task An_instance_is_made_stopped_and_started_again_and_the_list_follows()
    {
        await using var pages = await OpenAsync(Role.Owner);
        var form = pages.Render<NewComputePage>();
        await form.Find("#name").ChangeAsync(new ChangeEventArgs { Value = "mine" });
        await form.Find("#size").ChangeAsync(new ChangeEventArgs { Value = "Standard_Anything_v9" });
        await form.Find("form").SubmitAsync();
        var list = pages.Render<ComputePage>();
        Wait(list, () => Assert.Equal("running", list.Find(".pill").TextContent));
        Assert.Contains("Standard_Anything_v9", list.Markup, StringComparison.Ordinal);
        await Button(list, "Stop").ClickAsync(new());
        await Button(list, "Stop").ClickAsync(new());
        Wait(list, () => Assert.Equal("stopped", list.Find(".pill").TextContent));
        await Button(list, "Start").ClickAsync(new());
        Wait(list, () => Assert.Equal("running", list.Find(".pill").TextContent));
        // Whoever else looks sees it too, and nobody loads anything again.
        await _bench.Host.Compute.MoveAsync("default", "mine", InstanceState.Stopping, default);
        Wait(list, () => Assert.Equal("stopped", list.Find(".pill").TextContent));
    }

    [Fact]
    public async Task The_best_trials_model_is_registered_with_where_it_came_from()
    {
        var job = await _bench.RunAsync();
        await using var pages = await OpenAsync(Role.Contributor);
        Go(pages, $"models/new?job={job}");
        var form = pages.Render<NewModelPage>();
        Wait(form, () => Assert.Contains("the best: score 4", form.Markup, StringComparison.Ordinal));
        Assert.Equal("outputs/model", form.Find("#choice").GetAttribute("value"));
        await form.Find("form.form").SubmitAsync();
        Assert.Contains(
            "A model needs a name.",
            form.Find("#name-more").TextContent,
            StringComparison.Ordinal
        );
        await form.Find("#name").ChangeAsync(new ChangeEventArgs { Value = "trees" });
        await form.Find("form.form").SubmitAsync();
        var version = await _bench.Host.Models.FindVersionAsync("trees", 1, default);
        Assert.Equal(
            ($"runs:/{job}_3/model", job, $"{job}_3", Bench.NameOf(Role.Contributor)),
            (version!.Source, version.Job, version.Run, version.User)
        );
        Assert.True(File.Exists(Path.Combine(_bench.Host.Models.FolderOf(version), "weights.txt")));
        var page = pages.Render<ModelPage>(of =>
            of.Add(each => each.Name, "trees").Add(each => each.Number, 1)
        );
        Wait(page, () => Assert.Equal($"trial 3 of {job}", page.Find("dd a").TextContent));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent == "Delete");

        Go(pages, $"models/new?job={job}&trial=99");
        var missing = pages.Render<NewModelPage>();
        Wait(
            missing,
            () =>
                Assert.Contains("has no trial 99; it has 4 trials", missing.Markup, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_table_is_previewed_and_the_keys_of_the_home_are_not()
    {
        var file = Path.Combine(_bench.Root, "people.csv");
        await File.WriteAllTextAsync(file, "name,age\n\"Ann, Lee\",41\nBen,7\n");
        var shelf = new AssetShelf(_bench.Host.Database, "default", AssetKinds.Data, TimeProvider.System);
        await shelf.SaveAsync(
            "people",
            new DataVersion
            {
                Version = "1",
                DataType = "uri_file",
                Uri = file,
            },
            default
        );
        await shelf.SaveAsync("folder", new DataVersion { Version = "1", Uri = _bench.Root }, default);
        await using var pages = await OpenAsync(Role.Reader);
        var page = pages.Render<DataDetailPage>(of => of.Add(each => each.Name, "people"));
        Wait(
            page,
            () => Assert.Equal(["name", "age"], page.FindAll(".scroll th").Select(cell => cell.TextContent))
        );
        Assert.Equal(
            ["Ann, Lee", "41", "Ben", "7"],
            page.FindAll(".scroll td").Select(cell => cell.TextContent)
        );
        Assert.Contains(
            "path: azureml:people:1",
            page.Find(".snippet pre").TextContent,
            StringComparison.Ordinal
        );

        Go(pages, $"data/folder/versions?file={Uri.EscapeDataString(".attune/keys/identity")}");
        var secret = pages.Render<DataDetailPage>(of => of.Add(each => each.Name, "folder"));
        Wait(secret, () => Assert.Contains("cannot be shown", secret.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(_bench.Home.Identity, secret.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_shown_once_and_only_to_those_who_may_make_it()
    {
        await using var pages = await OpenAsync(Role.Contributor);
        var page = pages.Render<TokensPage>();
        Wait(page, () => Assert.NotEmpty(page.FindAll("form")));
        await page.Find("form").SubmitAsync();
        var token = page.Find(".snippet pre").TextContent;
        Assert.Equal(Bench.NameOf(Role.Contributor), _bench.Accounts.Verify(token)?.Account.Name);
        await Button(page, "I have kept it").ClickAsync(new());
        Assert.DoesNotContain(token, page.Markup, StringComparison.Ordinal);

        Go(pages, "tokens?of=somebody-else");
        var other = pages.Render<TokensPage>();
        Wait(
            other,
            () =>
                Assert.Contains(
                    "Only owners look at the tokens of others",
                    other.Markup,
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task A_person_sees_their_own_sessions_and_an_owner_everybodys()
    {
        await using var readers = await OpenAsync(Role.Reader);
        await using var owners = await OpenAsync(Role.Owner);
        var own = readers.Render<SessionsPage>();
        Wait(own, () => Assert.Single(own.FindAll("tbody tr")));
        See(own, Bench.NameOf(Role.Reader), "this one");
        Go(readers, "sessions?of=" + Bench.NameOf(Role.Owner));
        var others = readers.Render<SessionsPage>();
        See(others, "Only owners look at the sessions of others");
        Assert.Empty(others.FindAll("tbody tr"));
        var all = owners.Render<SessionsPage>();
        Wait(all, () => Assert.Equal(2, all.FindAll("tbody tr").Count));

        var row = all.FindAll("tbody tr")
            .Single(each => !each.TextContent.Contains("this one", StringComparison.Ordinal));
        await row.QuerySelector("button")!.ClickAsync(new());
        await all.Find(".confirm button.danger").ClickAsync(new());
        Wait(all, () => Assert.Single(all.FindAll("tbody tr")));
        Assert.Empty(_bench.Sessions.Of(Bench.NameOf(Role.Reader)));
    }

    /// <summary>Puts a text wherever one can be kept.</summary>
    private async Task FillAsync(string text)
    {
        await _bench.Accounts.InviteAsync("ann", Role.Reader, again: false, default);
        await _bench.Accounts.IssueAsync("ann", text, Role.Reader, TimeSpan.FromDays(1), default);
        var tags = new Dictionary<string, string?> { ["note"] = text };
        await _bench.Host.Compute.SaveAsync(
            "default",
            new ComputeCluster
            {
                Name = "cpu-cluster",
                Size = text,
                Description = text,
                Tags = tags,
                CreatedBy = text,
            },
            default
        );
        await _bench.Host.Compute.SaveAsync(
            "default",
            new ComputeInstance
            {
                Name = "desk",
                Size = text,
                Description = text,
                CreatedBy = text,
                Owner = text,
            },
            default
        );
        var files = Path.Combine(_bench.Root, "model.txt");
        await File.WriteAllTextAsync(files, text);
        await _bench.Host.Models.RegisterAsync(
            new ModelRegistration
            {
                Name = "model",
                Files = files,
                Description = text,
                Source = text,
                User = text,
                Tags = new Dictionary<string, string> { [text] = text },
            },
            default
        );
        var shelf = new AssetShelf(_bench.Host.Database, "default", AssetKinds.Data, TimeProvider.System);
        await shelf.SaveAsync(
            "data",
            new DataVersion
            {
                Version = "1",
                Uri = text,
                Description = text,
                CreatedBy = text,
            },
            default
        );
        var environments = new AssetShelf(
            _bench.Host.Database,
            "default",
            AssetKinds.Environments,
            TimeProvider.System
        );
        await environments.SaveAsync(
            "image",
            new EnvironmentVersion { Version = "1", Image = text },
            default
        );
        await new WorkspaceCatalog(_bench.Host.Database, _bench.Home, TimeProvider.System).SaveAsync(
            "second",
            made => made with { Description = text },
            default
        );
    }

    private static IEnumerable<IRenderedComponent<IComponent>> Looks(BunitContext pages)
    {
        yield return pages.Render<UsersPage>();
        Go(pages, "tokens?of=ann");
        yield return pages.Render<TokensPage>();
        yield return pages.Render<SessionsPage>();
        Go(pages, "");
        yield return pages.Render<ComputePage>();
        yield return pages.Render<ComputeDetailPage>(of => of.Add(page => page.Name, "cpu-cluster"));
        yield return pages.Render<ComputeDetailPage>(of => of.Add(page => page.Name, "desk"));
        yield return pages.Render<ModelsPage>();
        yield return pages.Render<ModelPage>(of => of.Add(page => page.Name, "model"));
        yield return pages.Render<ModelPage>(of =>
            of.Add(page => page.Name, "model").Add(page => page.Number, 1)
        );
        yield return pages.Render<DataPage>();
        yield return pages.Render<DataDetailPage>(of => of.Add(page => page.Name, "data"));
        yield return pages.Render<StoresPage>();
        yield return pages.Render<EnvironmentsPage>();
        yield return pages.Render<WorkspacesPage>();
    }

    private async Task<BunitContext> OpenAsync(Role role)
    {
        var pages = new BunitContext();
        pages.JSInterop.Mode = JSRuntimeMode.Loose;
        await _bench.AddAsync(pages.Services, role);
        return pages;
    }

    private static void Go(BunitContext pages, string path) =>
        pages.Services.GetRequiredService<NavigationManager>().NavigateTo(path);

    private static IElement Button<T>(IRenderedComponent<T> page, string text)
        where T : IComponent => page.FindAll("button").First(button => button.TextContent.Trim() == text);

    private static void See<T>(IRenderedComponent<T> page, params string[] texts)
        where T : IComponent =>
        Wait(
            page,
            () => Assert.All(texts, text => Assert.Contains(text, page.Markup, StringComparison.Ordinal))
        );

    private static void WaitUntilRead<T>(IRenderedComponent<T> page)
        where T : IComponent =>
        Wait(
            page,
            () => Assert.DoesNotContain(page.FindAll("[role=status]"), each => each.TextContent.EndsWith('…'))
        );

    private static void Wait<T>(IRenderedComponent<T> page, Action assertion)
        where T : IComponent => page.WaitForAssertion(assertion, Patience);
}
