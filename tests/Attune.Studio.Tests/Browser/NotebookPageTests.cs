using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Attune.Studio.Tests.Browser;

/// <summary>The page of notebooks and files as a person uses it in Chromium.</summary>
public sealed class NotebookPageTests(Studio studio) : IClassFixture<Studio>
{
    private static LocatorAssertionsToContainTextOptions Text => new() { Timeout = Studio.Patience };

    private string Folder =>
        Path.Combine(studio.Workspace.Home.Root, "workspaces", "default", "Users", "owner");

    [Fact]
    public async Task A_person_makes_fills_renames_saves_and_deletes()
    {
        var page = await studio.OpenAsync("notebooks");
        await AnswerAsync(page, "New folder", "Name of the folder", "course", "Create");
        await Assertions
            .Expect(page)
            .ToHaveURLAsync(Ends("path=course"), new() { Timeout = Studio.Patience });
        await AnswerAsync(page, "New notebook", "Name of the notebook", "first steps", "Create");
        await Assertions.Expect(Content(page)).ToContainTextAsync("It has no cells yet.", Text);

        await page.GetByLabel("Upload")
            .SetInputFilesAsync([
                new FilePayload
                {
                    Name = "rows.csv",
                    MimeType = "text/csv",
                    Buffer = "a,b\n1,\"x, y\"\n"u8.ToArray(),
                },
            ]);
        await page.GetByRole(AriaRole.Link, new() { Name = "rows.csv" }).ClickAsync();
        await Assertions.Expect(Content(page).Locator("tbody")).ToContainTextAsync("x, y", Text);
        var saving = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Save" }).ClickAsync();
        Assert.StartsWith(
            "a,b\n",
            await File.ReadAllTextAsync((await (await saving).PathAsync())!),
            StringComparison.Ordinal
        );

        await AnswerAsync(page, "Rename", "New name", "table.csv", "Rename");
        await Assertions.Expect(page.Locator("h2")).ToContainTextAsync("table.csv", Text);
        Assert.True(File.Exists(Path.Combine(Folder, "course", "table.csv")));

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Delete it for good?" })
            .GetByRole(AriaRole.Button, new() { Name = "Delete" })
            .ClickAsync();
        await Assertions.Expect(page.Locator("[aria-label=Files]")).Not.ToContainTextAsync("table.csv", Text);
        Assert.Equal(
            ["first steps.ipynb"],
            Directory.EnumerateFiles(Path.Combine(Folder, "course")).Select(Path.GetFileName)
        );
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_hostile_notebook_is_shown_and_can_do_nothing()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "hostile.ipynb"),
            """
            {"cells": [
              {"cell_type": "markdown", "source": "# Title\n<script>parent.document.title = 'caught'</script><b onclick=x>bold</b> [go](javascript:alert(1))"},
              {"cell_type": "code", "execution_count": 1, "source": "show()", "outputs": [
                {"output_type": "display_data", "data": {"text/html": "<p>shown</p><script>parent.document.title = 'caught'; document.body.append('ran')</script><img src=x onerror=\"parent.document.title='caught'\">"}},
                {"output_type": "display_data", "data": {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload=\"parent.document.title='caught'\"/>"}},
                {"output_type": "stream", "name": "stdout", "text": "<script>document.title = 'caught'</script>"}
              ]}
            ], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            """
        );
        var page = await studio.OpenAsync("notebooks?path=hostile.ipynb");
        var frame = page.FrameLocator("iframe.output");
        await Assertions.Expect(frame.Locator("p")).ToContainTextAsync("shown", Text);
        await Assertions.Expect(Content(page).Locator("pre.output")).ToContainTextAsync("<script>", Text);
        Assert.Equal("Notebooks - Attune", await page.TitleAsync());
        Assert.DoesNotContain("ran", await frame.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await Content(page).Locator("script, b, a[href^='javascript']").CountAsync());
        await page.Context.CloseAsync();
        // What the browser forbade is what was hoped for.
        studio.Complaints.Clear();
    }

    [Fact]
    public async Task What_is_no_repository_and_what_is_there_already_is_told()
    {
        var page = await studio.OpenAsync("notebooks");
        await AnswerAsync(page, "Clone a repository", "Address of the repository", "file:///etc", "Clone");
        await Assertions
            .Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("no address of a repository", Text);
        await AnswerAsync(page, "New folder", "Name of the folder", "twice", "Create");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Where this is" })
            .GetByRole(AriaRole.Link, new() { Name = "owner" })
            .ClickAsync();
        await AnswerAsync(page, "New folder", "Name of the folder", "twice", "Create");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is there already", Text);
        await page.Context.CloseAsync();
    }

    private static ILocator Content(IPage page) =>
        page.GetByRole(AriaRole.Region, new() { Name = "Content" });

    private static Regex Ends(string text) => new(Regex.Escape(text) + "$");

    private static async Task AnswerAsync(
        IPage page,
        string button,
        string question,
        string answer,
        string verb
    )
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        var form = page.GetByRole(AriaRole.Form, new() { Name = question });
        await form.GetByLabel(question).FillAsync(answer);
        await form.GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
    }
}
