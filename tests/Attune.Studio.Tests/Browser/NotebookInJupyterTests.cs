using Microsoft.Playwright;

namespace Attune.Studio.Tests.Browser;

/// <summary>From the page of notebooks into the real Jupyter of an instance.</summary>
public sealed class NotebookInJupyterTests(JupyterStudio studio) : IClassFixture<JupyterStudio>
{
    private static LocatorAssertionsToBeVisibleOptions Long => Studio.Long;

    [Fact]
    public async Task A_notebook_opens_in_a_running_instance_on_the_page_and_in_a_tab()
    {
        Assert.SkipUnless(
            File.Exists("/usr/bin/jupyter-notebook"),
            "The Debian package jupyter-notebook is not installed."
        );
        var page = await studio.OpenAsync("compute/new?type=instance");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("mine");
        await page.Keyboard.PressAsync("Enter");
        await Assertions
            .Expect(page.Locator(".line .pill").First)
            .ToContainTextAsync("running", new() { Timeout = Studio.Patience });
        await page.Context.CloseAsync();

        page = await studio.OpenAsync("notebooks");
        await page.GetByRole(AriaRole.Button, new() { Name = "New notebook" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name of the notebook" })
            .FillAsync("opened here");
        await page.GetByLabel("Language").SelectOptionAsync("python3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        var open = page.GetByRole(AriaRole.Link, new() { Name = "Open in Jupyter on mine" });
        await Assertions.Expect(open).ToBeVisibleAsync(Long);

        await page.GetByRole(AriaRole.Button, new() { Name = "Here" }).First.ClickAsync();
        var frame = page.FrameLocator("iframe.jupyter");
        await Assertions
            .Expect(frame.Locator("#notebook_name"))
            .ToContainTextAsync("opened here", new() { Timeout = Studio.Patience });

        var tab = await page.Context.RunAndWaitForPageAsync(() => open.ClickAsync());
        await Assertions
            .Expect(tab.Locator("#notebook_name"))
            .ToContainTextAsync("opened here", new() { Timeout = Studio.Patience });
        await page.Context.CloseAsync();
    }
}
