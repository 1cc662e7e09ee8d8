using Attune.Workspace.Assets;
using Attune.Workspace.Compute;
using Microsoft.Playwright;

namespace Attune.Studio.Tests.Browser;

/// <summary>Compute, models, data and people as a person uses them in Chromium.</summary>
public sealed class WorkspacePagesTests(Studio studio) : IClassFixture<Studio>
{
    private const string Script =
        "echo score=$1; mkdir -p outputs/model; echo weights of $1 > outputs/model/weights.txt";

    // Texts against the nearest ground below them that can be seen, by the formula of WCAG 2.2 (relative luminance, 1.4.3).
    private const string Unreadable = """
        () => {
          const parse = text => (text.match(/[\d.]+/g) ?? []).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = element => {
            for (; element; element = element.parentElement) {
              const colour = parse(getComputedStyle(element).backgroundColor);
              if (colour.length === 3 || colour[3] === 1) return colour;
            }
            return [255, 255, 255];
          };
          return [...document.querySelectorAll("main *, nav *, header *")]
            .filter(element => element.checkVisibility() && !element.closest("[disabled], svg, .hidden, .skip") && [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
            .map(element => {
              const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
              return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.textContent.trim().slice(0, 40)];
            })
            .filter(([ratio]) => ratio < 4.5)
            .map(([ratio, text]) => `${text}: ${ratio.toFixed(2)}`);
        }
        """;

    private static LocatorAssertionsToBeVisibleOptions Long => Studio.Long;

    private static LocatorAssertionsToContainTextOptions Text => new() { Timeout = Studio.Patience };

    [Fact]
    public async Task An_instance_is_made_with_the_keyboard_alone_and_stopped()
    {
        var page = await studio.OpenAsync("compute/new?type=instance");
        await page.GetByLabel("Name", new() { Exact = true }).FocusAsync();
        await page.Keyboard.TypeAsync("by-keyboard");
        await page.Keyboard.PressAsync("Enter");
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "by-keyboard" }))
            .ToBeVisibleAsync(Long);
        await Assertions.Expect(page.Locator(".line .pill").First).ToContainTextAsync("running", Text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = "Stop" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".line .pill").First).ToContainTextAsync("stopped", Text);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_best_trial_becomes_a_model_whose_files_are_saved()
    {
        var job = await studio.RunAsync(Script, name: "Makes models");
        var page = await studio.OpenAsync($"models/new?job={job}");
        await Assertions.Expect(page.Locator("form.form")).ToContainTextAsync("the best: score 4", Text);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("in the browser");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "weights.txt" }).ClickAsync();
        await Assertions.Expect(page.Locator("pre.file")).ToContainTextAsync("weights of 4", Text);
        var saving = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Save" }).ClickAsync();
        Assert.Equal("weights of 4\n", await File.ReadAllTextAsync((await (await saving).PathAsync())!));
        Assert.EndsWith("/models/in%20the%20browser/versions/1", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_trials_and_the_machine_use_is_seen_while_they_run_and_afterwards()
    {
        await FillAsync();
        var gate = Path.Combine(studio.Root, "gate-use");
        var job = await studio.SubmitAsync(
            $"while [ ! -e {gate} ]; do sleep 0.05; done; echo score=$1",
            "compute: azureml:pool",
            "Uses the machine",
            "{type: choice, values: [1]}"
        );
        try
        {
            var page = await studio.OpenAsync("compute/clusters/pool");
            var node = page.GetByRole(AriaRole.Row).Filter(new() { HasText = $"{job}, trial 0" });
            await Assertions.Expect(node).ToContainTextAsync("on average", Text);
            await Assertions.Expect(node).ToContainTextAsync("at most", Text);
            var machine = page.GetByRole(AriaRole.Region, new() { Name = "This machine, in the last hour" });
            await Assertions.Expect(machine).ToContainTextAsync("memory used", Text);
            await Assertions.Expect(machine.GetByRole(AriaRole.Img)).ToBeVisibleAsync(Long);
            await page.Context.CloseAsync();
        }
        finally
        {
            await File.WriteAllTextAsync(gate, "");
            await studio.Workspace.WaitAsync(job, default);
        }
        var trial = await studio.OpenAsync($"jobs/{job}/trials/0");
        await Assertions.Expect(trial.Locator("dl").First).ToContainTextAsync("of processor time", Text);
        await trial.Context.CloseAsync();
        var table = await studio.OpenAsync($"jobs/{job}/trials?cols=processor~cores~memory~");
        var row = table.GetByRole(AriaRole.Row).Filter(new() { HasText = "completed" }).First;
        await Assertions.Expect(row).ToContainTextAsync("MB", Text);
        var csv = await table.EvaluateAsync<string>(
            $"async () => (await fetch(new URL('csv/{job}', document.baseURI))).text()"
        );
        Assert.Contains(",processor_seconds,peak_memory_bytes,", csv, StringComparison.Ordinal);
        Assert.Matches(@",\d+(\.\d+)?,\d{6,},,\r?\n", csv);
        await table.Context.CloseAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_page_can_be_read_fits_its_window_and_keeps_the_content_policy(ColorScheme colours)
    {
        await FillAsync();
        var before = studio.Complaints.Count;
        foreach (
            var path in (string[])
                [
                    "compute",
                    "compute/clusters",
                    "compute/clusters/pool",
                    "compute/instances/place",
                    "compute/new?type=cluster",
                    "models",
                    "models/new",
                    "models/seen/versions",
                    "models/seen/versions/1",
                    "data",
                    "data/new",
                    "data/seen/versions",
                    "data/stores?store=workspaceblobstore",
                    "environments",
                    "users",
                    "tokens",
                    "audit",
                    "workspaces",
                    "notebooks",
                    "notebooks?path=seen",
                    "notebooks?path=seen/first.ipynb",
                ]
        )
        {
            var page = await studio.OpenAsync(path, colours);
            await Assertions
                .Expect(page.Locator("main [role=status]").Filter(new() { HasText = "…" }))
                .ToHaveCountAsync(0, new() { Timeout = Studio.Patience });
            var unreadable = await page.EvaluateAsync<string[]>(Unreadable);
            Assert.True(unreadable.Length == 0, $"{path}: {string.Join("; ", unreadable)}");
            foreach (var width in (int[])[1360, 400])
            {
                await page.SetViewportSizeAsync(width, 860);
                // Charts take a moment to follow their window.
                try
                {
                    await page.WaitForFunctionAsync(
                        "() => { const m = document.querySelector('main'); return m.scrollWidth <= m.clientWidth + 1 && document.documentElement.scrollWidth <= innerWidth + 1; }",
                        null,
                        new() { Timeout = 5000 }
                    );
                }
                catch (TimeoutException)
                {
                    Assert.Fail($"{path} is wider than a window of {width} pixels.");
                }
            }
            await page.Context.CloseAsync();
        }
        Assert.Empty(studio.Complaints.Skip(before));
    }

    [Fact]
    public async Task A_text_too_pale_to_read_would_be_found()
    {
        var page = await studio.OpenAsync("workspaces");
        await page.EvaluateAsync(
            "() => { const p = document.createElement('p'); p.textContent = 'too pale'; p.style.color = '#888'; p.style.backgroundColor = '#fff'; document.querySelector('main').append(p); }"
        );
        var found = await page.EvaluateAsync<string[]>(Unreadable);
        Assert.StartsWith("too pale: 3.5", Assert.Single(found), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    private async Task FillAsync()
    {
        await studio.Workspace.Compute.SaveAsync(
            "default",
            new ComputeCluster
            {
                Name = "pool",
                MinNodes = 2,
                MaxNodes = 4,
                CreatedBy = "owner",
            },
            default
        );
        await studio.Workspace.Compute.SaveAsync(
            "default",
            new ComputeInstance
            {
                Name = "place",
                Owner = "owner",
                CreatedBy = "owner",
            },
            default
        );
        var notebooks = Directory.CreateDirectory(
            Path.Combine(studio.Workspace.Home.Root, "workspaces", "default", "Users", "owner", "seen")
        );
        await File.WriteAllTextAsync(
            Path.Combine(notebooks.FullName, "first.ipynb"),
            """
            {"cells": [{"cell_type": "markdown", "source": "# First\n[a link](https://example.org/), `code`\n\n| a | b |\n|---|---|\n| 1 | 2 |"},
            {"cell_type": "code", "execution_count": 1, "source": "1 / 0", "outputs": [{"output_type": "stream", "text": "text"},
            {"output_type": "error", "traceback": ["DivideByZeroException"]}]}], "metadata": {"kernelspec": {"display_name": "C# (Attune)"}}}
            """
        );
        var file = Path.Combine(studio.Root, "seen.csv");
        await File.WriteAllTextAsync(file, "a,b\n1,2\n");
        var shelf = new AssetShelf(
            studio.Workspace.Database,
            "default",
            AssetKinds.Data,
            TimeProvider.System
        );
        await shelf.SaveAsync(
            "seen",
            new DataVersion
            {
                Version = "1",
                DataType = "uri_file",
                Uri = file,
            },
            default
        );
        if (await studio.Workspace.Models.FindAsync("seen", default) is null)
        {
            await studio.Workspace.Models.RegisterAsync(
                new ModelRegistration { Name = "seen", Files = file },
                default
            );
        }
    }
}
