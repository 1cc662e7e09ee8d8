using System.Net;
using System.Text.Json.Nodes;
using Attune.Studio.Notebooks;
using Attune.Studio.Pages.Notebooks;
using Attune.Workspace.Compute;
using Attune.Workspace.Homes;

namespace Attune.Studio.Tests.Notebooks;

public sealed class NotebookFileTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Everybody_saves_their_own_files_an_owner_all_and_nobody_more()
    {
        await FillAsync("dora", "a b/rows.csv", "x\n");
        await FillAsync("erik", "mine.csv", "y\n");
        var (dora, ada) = (await PersonAsync("dora", "reader"), await PersonAsync("ada", "owner"));

        using var own = await GetAsync(dora, "notebook-files/dora?path=a%20b/rows.csv");
        Assert.Equal(
            (HttpStatusCode.OK, "x\n"),
            (own.StatusCode, await own.Content.ReadAsStringAsync(TestHost.Token))
        );
        Assert.Equal("attachment", own.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/octet-stream", own.Content.Headers.ContentType?.MediaType);
        using var all = await GetAsync(ada, "notebook-files/erik?path=mine.csv");
        Assert.Equal(HttpStatusCode.OK, all.StatusCode);

        File.CreateSymbolicLink(
            Path.Combine(Files("dora").Root, "key"),
            Path.Combine(host.Home, "keys", "host-token")
        );
        foreach (
            var path in (string[])
                [
                    "erik?path=mine.csv",
                    "dora?path=../erik/mine.csv",
                    "dora?path=key",
                    "dora?path=a%20b",
                    "dora?path=",
                    "%2e%2e%2fUsers?path=erik/mine.csv",
                    "dora%2f..%2ferik?path=mine.csv",
                ]
        )
        {
            using var refused = await GetAsync(dora, "notebook-files/" + path);
            Assert.True(refused.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, path);
        }
    }

    [Fact]
    public async Task Only_pictures_are_shown_and_they_can_do_nothing()
    {
        await FillAsync("dora", "drawn.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
        await FillAsync("dora", "page.html", "<script>alert(1)</script>");
        var dora = await PersonAsync("dora", "reader");

        using var picture = await GetAsync(dora, "notebook-pictures/dora?path=drawn.svg");
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(
            "sandbox; default-src 'none'",
            Assert.Single(picture.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        using var page = await GetAsync(dora, "notebook-pictures/dora?path=page.html");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }

    [Fact]
    public void A_file_is_opened_in_the_running_instances_of_its_owner()
    {
        ComputeTarget[] all =
        [
            Instance("mine", "dora", InstanceState.Running),
            Instance("asleep", "dora", InstanceState.Stopped),
            Instance("theirs", "erik", InstanceState.Running),
            new ComputeCluster { Name = "pool" },
        ];
        Assert.Equal(
            [
                new JupyterLink(
                    "mine",
                    "Jupyter",
                    "jupyter/default/mine/notebooks/a%20b/Tune%20%23%201.ipynb"
                ),
                new JupyterLink(
                    "mine",
                    "JupyterLab",
                    "jupyter/default/mine/lab/tree/a%20b/Tune%20%23%201.ipynb"
                ),
            ],
            JupyterLink.Of(all, "dora", "a b/Tune # 1.ipynb")
        );
        Assert.Equal(
            "jupyter/default/mine/edit/rows.csv",
            JupyterLink.Of(all, "dora", "rows.csv")[0].Address
        );
        Assert.Empty(JupyterLink.Of(all, "nobody", "rows.csv"));
    }

    private static ComputeInstance Instance(string name, string owner, InstanceState state) =>
        new()
        {
            Name = name,
            Owner = owner,
            State = state,
            Applications =
            [
                new InstanceApplication("Jupyter", $"jupyter/default/{name}/tree"),
                new InstanceApplication("JupyterLab", $"jupyter/default/{name}/lab"),
                new InstanceApplication("Terminal", $"jupyter/default/{name}/terminals/1"),
            ],
        };

    private UserFiles Files(string person) => UserFiles.Of(Home.Create(host.Home), "default", person)!;

    private async Task FillAsync(string person, string path, string text)
    {
        var file = Path.Combine(Files(person).Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, TestHost.Token);
    }

    private async Task<HttpClient> PersonAsync(string name, string role)
    {
        await host.Http.SendAsync("POST", "/attune/v1/users", $$"""{"name":"{{name}}","role":"{{role}}"}""");
        using var made = await host.Http.SendAsync(
            "POST",
            $"/attune/v1/users/{name}/tokens",
            """{"label":"test"}"""
        );
        var token = JsonNode.Parse(await made.Content.ReadAsStringAsync(TestHost.Token))!["token"]!;
        return host.Client(token.GetValue<string>());
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string path) =>
        client.GetAsync("/" + path, TestHost.Token);
}
