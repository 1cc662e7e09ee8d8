using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Attune.Walk;

/// <summary>The whole exercise as a person does it in a browser: from an empty home to a tuned, registered model, and nothing left running.</summary>
public sealed class WalkTests
{
    private const string Notebook = "Tune Hyperparameters.ipynb";

    // Any output that is an error ends the waiting at once, with its text.
    private const string RunToTheEnd = """
        () => {
          const cells = Jupyter.notebook.get_cells().filter(cell => cell.cell_type === "code");
          const failed = cells.flatMap(cell => cell.output_area.outputs).find(output => output.output_type === "error");
          if (failed) return failed.ename + ": " + failed.evalue;
          return cells.every(cell => typeof cell.input_prompt_number === "number") ? "done" : null;
        }
        """;

    [Fact]
    public async Task From_starting_an_instance_to_a_registered_model_and_back_in_Python()
    {
        Need();
        await using var attune = new AttuneCommand(AttuneCommand.OfThisBuild);
        await WalkAsync(attune, "python");
    }

    // The command and the kernel are built as a person's are, and each trial is a program of .NET.
    [Fact, Trait("Run", "long")]
    public async Task From_starting_an_instance_to_a_registered_model_and_back_in_CSharp()
    {
        Need();
        await using var attune = new AttuneCommand(AttuneCommand.OfTheClone);
        await attune.RunAsync("kernel", "install");
        await WalkAsync(attune, "csharp");
    }

    private static void Need()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/chromium"), "The Debian package chromium is not installed.");
        Assert.SkipUnless(
            File.Exists("/usr/bin/jupyter-notebook"),
            "The Debian package jupyter-notebook is not installed."
        );
    }

    private static async Task WalkAsync(AttuneCommand attune, string language)
    {
        await using var browser = await Browser.OpenAsync(await attune.StudioAsync());
        var studio = browser.Page;

        // Studio: Compute, Compute instances, a new one; stopped, so that it can be started.
        await studio.GetByRole(AriaRole.Link, new() { Name = "Compute", Exact = true }).ClickAsync();
        await studio.GetByRole(AriaRole.Link, new() { Name = "Compute instances" }).ClickAsync();
        await studio.GetByRole(AriaRole.Link, new() { Name = "New", Exact = true }).ClickAsync();
        await studio.GetByLabel("Name", new() { Exact = true }).FillAsync("walk");
        await studio.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(State(studio)).ToContainTextAsync("running");
        await StopAsync(studio);
        await studio.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(State(studio)).ToContainTextAsync("running");

        // Jupyter in a tab of its own, without being asked for anything; the notebook in another.
        var tree = await studio.RunAndWaitForPopupAsync(() =>
            studio.GetByRole(AriaRole.Link, new() { Name = "Jupyter", Exact = true }).ClickAsync()
        );
        await tree.GetByRole(AriaRole.Link, new() { Name = language, Exact = true }).ClickAsync();
        var notebook = await tree.RunAndWaitForPopupAsync(() =>
            tree.GetByRole(AriaRole.Link, new() { Name = Notebook }).ClickAsync()
        );
        await notebook.WaitForFunctionAsync(
            "() => window.Jupyter?.notebook?.kernel?.is_connected() && Jupyter.notebook._fully_loaded"
        );
        await notebook.Locator("#celllink").ClickAsync();
        await notebook.Locator("#run_all_cells").ClickAsync();

        // Meanwhile the sweep is on its page, live: nobody loads it again.
        await studio.GetByRole(AriaRole.Link, new() { Name = "Jobs", Exact = true }).ClickAsync();
        await studio
            .GetByRole(AriaRole.Link, new() { Name = "Diabetes: six combinations" })
            .ClickAsync(new() { Timeout = 10 * 60_000 });
        await studio.GetByRole(AriaRole.Link, new() { Name = "Trials (" }).ClickAsync();
        await Expect(studio.Locator("td").Filter(new() { HasText = "running" }).First).ToBeVisibleAsync();
        await Expect(studio.GetByRole(AriaRole.Link, new() { Name = "Trials (6)" }))
            .ToBeVisibleAsync(new() { Timeout = 10 * 60_000 });
        await Expect(studio.Locator("h1 + span[role=status], .line span[role=status]").First)
            .ToContainTextAsync("completed", new() { Timeout = 10 * 60_000 });

        var end = await notebook.WaitForFunctionAsync(
            RunToTheEnd,
            null,
            new() { Timeout = 15 * 60_000, PollingInterval = 500 }
        );
        Assert.Equal("done", await end.JsonValueAsync<string>());

        // File > Close and Halt: no kernel stays.
        await notebook.Locator("#filelink").ClickAsync();
        await notebook.Locator("#close_and_halt").ClickAsync();
        await tree.WaitForFunctionAsync(
            """
            async () => {
              const sessions = await (await fetch(document.body.dataset.baseUrl + "api/sessions")).json();
              const kernels = await (await fetch(document.body.dataset.baseUrl + "api/kernels")).json();
              return sessions.length === 0 && kernels.length === 0;
            }
            """,
            null,
            new() { PollingInterval = 500 }
        );

        // The studio: the sweep's charts, and the model with the job that made it.
        await studio.GetByRole(AriaRole.Link, new() { Name = "Charts" }).ClickAsync();
        await Expect(studio.Locator("section[aria-labelledby=parallel] .chart[data-drawn]"))
            .ToBeVisibleAsync();
        await studio.GetByRole(AriaRole.Link, new() { Name = "Models", Exact = true }).ClickAsync();
        await studio.GetByRole(AriaRole.Link, new() { Name = "diabetes_model" }).First.ClickAsync();
        await studio.GetByRole(AriaRole.Link, new() { Name = "1", Exact = true }).ClickAsync();
        await Expect(studio.Locator("main")).ToContainTextAsync("Hyperparameter sweep");
        await Expect(studio.Locator("main")).ToContainTextAsync("trial ");

        // Stop the instance: nothing of it runs on.
        await studio.GetByRole(AriaRole.Link, new() { Name = "Compute", Exact = true }).ClickAsync();
        await studio.GetByRole(AriaRole.Link, new() { Name = "walk", Exact = true }).ClickAsync();
        await StopAsync(studio);
        Assert.Empty(attune.Left());

        await CheckAsync(attune);
        await attune.EndStudioAsync();
        Assert.Empty(attune.Left());
    }

    private static ILocator State(IPage page) => page.Locator(".line .pill").First;

    private static async Task StopAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(State(page)).ToContainTextAsync("stopped");
    }

    /// <summary>What came out of it, as the command tells.</summary>
    private static async Task CheckAsync(AttuneCommand attune)
    {
        var jobs = (await attune.JsonAsync("job", "list"))
            .EnumerateArray()
            .Select(job => JsonNode.Parse(job.GetRawText())!)
            .ToList();
        var sweep = Assert.Single(jobs, job => (string?)job["display_name"] == "Diabetes: six combinations");
        var best = await attune.JsonAsync("best", (string)sweep["name"]!);
        Assert.True(
            JsonNode.Parse(best.GetRawText())!["value"]!.GetValue<double>() > 0.98,
            best.GetRawText()
        );
        var model = JsonNode.Parse((await attune.JsonAsync("model", "show", "diabetes_model")).GetRawText())!;
        Assert.Contains((string)sweep["name"]!, model.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Hyperparameter sweep", model.ToJsonString(), StringComparison.Ordinal);
    }
}
