using System.Net;
using Attune.Workspace.Assets;

namespace Attune.Studio.Tests.Pages;

public sealed class ModelFileTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_file_of_a_version_is_saved_never_shown_and_nothing_beside_it()
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Home, "made")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "deep"));
        await File.WriteAllTextAsync(Path.Combine(folder, "deep", "page.html"), "<script>alert(1)</script>");
        var registry = new ModelRegistry(host.Database.Documents, host.Home, "default", TimeProvider.System);
        var version = await registry.RegisterAsync(
            new ModelRegistration { Name = "a model", Files = folder },
            TestHost.Token
        );
        using var found = await GetAsync(host.Http, "a%20model/1?path=deep/page.html");
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal("application/octet-stream", found.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", found.Content.Headers.ContentDisposition?.DispositionType);

        File.CreateSymbolicLink(
            Path.Combine(registry.FolderOf(version), "key"),
            Path.Combine(host.Home, "keys", "host-token")
        );
        foreach (
            var path in (string[])
                [
                    "a%20model/1?path=key",
                    "a%20model/1?path=../../../../../keys/host-token",
                    "a%20model/1?path=/etc/passwd",
                    "a%20model/1?path=deep",
                    "a%20model/1?path=",
                    "a%20model/2?path=deep/page.html",
                    "a%20model/-1?path=deep/page.html",
                    "a%20model/x?path=deep/page.html",
                    "nothing/1?path=deep/page.html",
                ]
        )
        {
            using var refused = await GetAsync(host.Http, path);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, refused.StatusCode));
        }
    }

    [Fact]
    public async Task Strangers_and_trials_get_no_file()
    {
        using var stranger = host.Client(null);
        using var nobody = await GetAsync(stranger, "m/1?path=a");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        using var trial = host.ClientOf(await host.TrialAsync("models_0"));
        using var refused = await GetAsync(trial, "m/1?path=a");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string path) =>
        client.GetAsync("/model-files/" + path, TestHost.Token);
}
