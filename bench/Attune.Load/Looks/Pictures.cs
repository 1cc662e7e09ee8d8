using Microsoft.Playwright;

namespace Attune.Load.Looks;

/// <summary>Takes the pictures of the studio's pages that guides show, in light and in dark colours; `bench/pictures` fills a home for them.</summary>
internal static class Pictures
{
    // What tells that a page is still reading.
    private const string Settled = """
        () => document.querySelectorAll(".chart:not([data-drawn])").length === 0
          && ![...document.querySelectorAll("main [role=status]")].some(status => status.textContent.endsWith("…"))
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var address, var folder, var sweep, var other])
        {
            Console.Error.WriteLine("usage: Attune.Load pictures SIGN-IN-ADDRESS FOLDER SWEEP OTHER-SWEEP");
            return 2;
        }
        var signIn = new Uri(address);
        await using var viewer = await Viewer.OpenAsync(new Uri(signIn, "/"), signIn);
        foreach (
            var (name, path, isWhole) in (IEnumerable<(string, string, bool)>)
                [
                    ("home", "", false),
                    ("jobs", "jobs", false),
                    ("new", $"new?from={sweep}", false),
                    ("sweep-overview", $"jobs/{sweep}", false),
                    ("sweep-trials", $"jobs/{sweep}/trials", false),
                    ("sweep-charts", $"jobs/{sweep}/charts?show=expected", true),
                    ("sweep-outputs", $"jobs/{sweep}/outputs", false),
                    ("sweep-early", $"jobs/{sweep}/early", false),
                    ("sweep-edit", $"jobs/{sweep}/edit", false),
                    ("sweep-code", $"jobs/{sweep}/code", false),
                    ("sweep-yaml", $"jobs/{sweep}/yaml", false),
                    ("trial", $"jobs/{sweep}/trials/3", true),
                    ("compare", $"compare?job={sweep}&job={other}", true),
                    ("compute", "compute", false),
                    ("cluster", "compute/clusters/cpu-cluster", false),
                    ("instance", "compute/instances/ana", false),
                    ("new-compute", "compute/new", false),
                    ("notebooks", "notebooks?path=python/Tune Hyperparameters.ipynb", false),
                    ("models", "models", false),
                    ("model-version", "models/diabetes/versions/1", false),
                    ("new-model", $"models/new?job={sweep}&trial=3", false),
                    ("data", "data", false),
                    ("data-version", "data/patients/versions/1", false),
                    ("datastores", "data/stores", false),
                    ("environments", "environments", false),
                    ("workspaces", "workspaces", false),
                    ("users", "users", false),
                    ("tokens", "tokens", false),
                    ("sessions", "sessions", false),
                    ("audit", "audit", false),
                ]
        )
        {
            await viewer.Page.GotoAsync(new Uri(signIn, "/" + path).ToString());
            await viewer.Page.Locator("h1").First.WaitForAsync();
            await viewer.Page.WaitForFunctionAsync(Settled);
            await TakeAsync(name, isWhole);
        }
        await viewer.Page.Context.ClearCookiesAsync();
        await viewer.Page.GotoAsync(new Uri(signIn, "/sign-in").ToString());
        await TakeAsync("sign-in", isWhole: false);
        return 0;

        async Task TakeAsync(string name, bool isWhole)
        {
            if (isWhole)
            {
                var height = await viewer.Page.EvaluateAsync<int>(
                    "() => document.querySelector('main').scrollHeight"
                );
                await viewer.Page.SetViewportSizeAsync(1360, Math.Clamp(height + 60, 860, 3600));
            }
            foreach (var (colours, ending) in new[] { (ColorScheme.Light, ""), (ColorScheme.Dark, "-dark") })
            {
                await viewer.Page.EmulateMediaAsync(new() { ColorScheme = colours });
                await Task.Delay(700);
                await viewer.Page.ScreenshotAsync(
                    new() { Path = Path.Combine(folder, name + ending + ".png") }
                );
            }
            await viewer.Page.SetViewportSizeAsync(1360, 860);
            Console.WriteLine(name);
        }
    }
}
