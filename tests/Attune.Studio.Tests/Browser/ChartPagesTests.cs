using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Attune.Studio.Tests.Browser;

/// <summary>The charts of a sweep, its columns, comparisons and reports as a person uses them in Chromium.</summary>
public sealed partial class ChartPagesTests(Studio studio) : IClassFixture<Studio>
{
    private static LocatorAssertionsToBeVisibleOptions Long => Studio.Long;

    private static LocatorAssertionsToContainTextOptions Text => new() { Timeout = Studio.Patience };

    [Fact]
    public async Task A_box_drawn_in_a_chart_filters_all_charts_and_the_table_and_stays_in_the_address()
    {
        var job = await studio.ManyAsync();
        var page = await studio.OpenAsync($"jobs/{job}/charts", height: 3200);
        await DrawnAsync(page);
        await Assertions.Expect(page.Locator("#looked")).ToContainTextAsync("All 24 trials are shown", Text);

        var box = (await Card(page, "history").Locator(".chart").BoundingBoxAsync())!;
        // The left half of the history, all of its height.
        await page.Mouse.MoveAsync(box.X + 74, box.Y + 38);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 200, box.Y + 150, new() { Steps = 4 });
        await page.Mouse.MoveAsync(
            box.X + 74 + ((box.Width - 92) / 2),
            box.Y + box.Height - 50,
            new() { Steps = 4 }
        );
        await page.Mouse.UpAsync();
        await Assertions.Expect(page.Locator("#looked")).ToContainTextAsync(SomeOf24(), Text);
        await Assertions.Expect(page.Locator("#linked")).ToContainTextAsync(SomeOf24(), Text);
        Assert.Contains("b=n~", Uri.UnescapeDataString(page.Url), StringComparison.Ordinal);
        await Assertions
            .Expect(Card(page, "history").Locator("[role=img]"))
            .ToHaveAttributeAsync("aria-label", SomeTrials(), new() { Timeout = Studio.Patience });
        await Assertions
            .Expect(Card(page, "scatter").Locator("[role=img]"))
            .ToHaveAttributeAsync("aria-label", SomeTrials(), new() { Timeout = Studio.Patience });

        // The address is enough to see the same again, and its trials in the table.
        var address = page.Url;
        await page.GotoAsync(address);
        await Assertions.Expect(page.Locator("#looked")).ToContainTextAsync(SomeOf24(), Text);
        await page.GetByRole(AriaRole.Link, new() { Name = "In the table" }).ClickAsync();
        await Assertions
            .Expect(page.Locator(".filters"))
            .ToContainTextAsync("of 24 are chosen in charts", Text);
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await Assertions.Expect(page.Locator("#looked")).ToContainTextAsync("All 24 trials are shown", Text);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Trials_are_chosen_by_keyboard_too()
    {
        var job = await studio.ManyAsync();
        var page = await studio.OpenAsync($"jobs/{job}/charts");
        await page.Locator(".brush summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Axis" }).SelectOptionAsync("trial number");
        await page.GetByLabel("From").FillAsync("2");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("five");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show these" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions
            .Expect(page.Locator(".brush [role=alert]"))
            .ToContainTextAsync("A bound is a number", Text);
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show these" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#looked")).ToContainTextAsync("4 of 24 trials are shown", Text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Let go of trials 2 to 5" }).ClickAsync();
        await Assertions.Expect(page.Locator("#looked")).ToContainTextAsync("All 24", Text);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_mattered_and_what_a_model_expects_is_drawn_or_why_not_is_said()
    {
        var job = await studio.ManyAsync();
        var page = await studio.OpenAsync($"jobs/{job}/charts?show=expected&order=importance", height: 3200);
        await DrawnAsync(page);
        await Assertions
            .Expect(Card(page, "importance").Locator("[role=img]"))
            .ToHaveAttributeAsync("aria-label", XFirst(), new() { Timeout = Studio.Patience });
        await Assertions
            .Expect(Card(page, "slice"))
            .ToContainTextAsync("Expected by a Gaussian process", Text);
        await Assertions
            .Expect(Card(page, "scatter").Locator("[role=img]"))
            .ToHaveAttributeAsync("aria-label", AsExpected(), new() { Timeout = Studio.Patience });
        await Assertions.Expect(Card(page, "front")).ToContainTextAsync("on the front", Text);
        await Assertions.Expect(Card(page, "timeline")).ToContainTextAsync("24 attempts in 2 slots", Text);
        // Of eight trials alone nothing can be told.
        await page.GotoAsync(page.Url + "&b=n~0~7");
        await Assertions
            .Expect(Card(page, "importance"))
            .ToContainTextAsync("It takes 10 trials with a value", Text);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Axes_are_left_out_and_put_in_another_order()
    {
        var job = await studio.ManyAsync();
        var page = await studio.OpenAsync($"jobs/{job}/charts", height: 1800);
        var chart = Card(page, "parallel").Locator("[role=img]");
        await Assertions
            .Expect(chart)
            .ToHaveAttributeAsync(
                "aria-label",
                new Regex("over x, kind,"),
                new() { Timeout = Studio.Patience }
            );
        await Card(page, "parallel").Locator("summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "kind earlier" }).ClickAsync();
        await Assertions
            .Expect(chart)
            .ToHaveAttributeAsync(
                "aria-label",
                new Regex("over kind, x,"),
                new() { Timeout = Studio.Patience }
            );
        await Card(page, "parallel").GetByLabel("x", new() { Exact = true }).UncheckAsync();
        await Assertions
            .Expect(chart)
            .ToHaveAttributeAsync("aria-label", new Regex("over kind,"), new() { Timeout = Studio.Patience });
        Assert.Contains("axes=kind", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Columns_are_chosen_kept_by_name_and_part_of_the_address()
    {
        var job = await studio.ManyAsync();
        var page = await studio.OpenAsync($"jobs/{job}/trials");
        await Assertions.Expect(Head(page, "Reason")).ToBeVisibleAsync(Long);
        await page.Locator(".filters summary").ClickAsync();
        await page.GetByLabel("Reason").UncheckAsync();
        await Assertions
            .Expect(Head(page, "Reason"))
            .ToHaveCountAsync(0, new() { Timeout = Studio.Patience });
        await page.GetByLabel("Proposed because").CheckAsync();
        await Assertions.Expect(Head(page, "Proposed because")).ToBeVisibleAsync(Long);
        await page.GetByLabel("Keep as").FillAsync("why");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep this set" }).ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Button, new() { Name = "why", Exact = true }))
            .ToBeVisibleAsync(Long);
        var address = page.Url;

        await page.GotoAsync(address[..address.IndexOf('?', StringComparison.Ordinal)]);
        await Assertions.Expect(Head(page, "Reason")).ToBeVisibleAsync(Long);
        await page.Locator(".filters summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "why", Exact = true }).ClickAsync();
        await Assertions.Expect(Head(page, "Proposed because")).ToBeVisibleAsync(Long);
        await Assertions
            .Expect(Head(page, "Reason"))
            .ToHaveCountAsync(0, new() { Timeout = Studio.Patience });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Two_sweeps_are_chosen_in_the_list_and_seen_side_by_side()
    {
        var first = await studio.ManyAsync();
        var second = await studio.RunAsync("echo score=$1; echo score=$((2 * $1))", name: "Another one");
        var page = await studio.OpenAsync("jobs");
        await page.GetByLabel("Compare Two dozen").CheckAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("choose another to compare", Text);
        await page.GetByLabel("Compare Another one").CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare", Exact = true }).ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Compare sweeps" }))
            .ToBeVisibleAsync(Long);
        Assert.Contains($"job={first}&job={second}", page.Url, StringComparison.Ordinal);
        await DrawnAsync(page, 2);
        await Assertions
            .Expect(page.Locator("tr.differs").Filter(new() { HasText = "Sampler" }))
            .ToContainTextAsync("random", Text);
        await page.GetByLabel("only what differs").CheckAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "At once" }))
            .ToHaveCountAsync(0, new() { Timeout = Studio.Patience });
        await page.Locator("main")
            .GetByRole(AriaRole.Combobox, new() { Name = "By" })
            .SelectOptionAsync("time");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Best so far", Text);
        await page.WaitForURLAsync("**/compare?*by=time*");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_report_is_saved_opened_without_a_network_and_sorted()
    {
        var job = await studio.ManyAsync();
        var page = await studio.OpenAsync("jobs/" + job);
        var saving = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Report" }).ClickAsync();
        var file = Path.Combine(studio.Root, "report.html");
        await (await saving).SaveAsAsync(file);

        await page.Context.SetOfflineAsync(true);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(new Uri(file).ToString());
        await DrawnAsync(page, 8);
        var rows = page.Locator("#trials tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(24, new() { Timeout = Studio.Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "score" }).ClickAsync();
        await Assertions.Expect(rows.First).ToContainTextAsync("-1000000000", Text);
        await Assertions.Expect(rows.Last).ToContainTextAsync("failed", Text);
        Assert.All(asked, url => Assert.StartsWith("file:", url, StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task These_pages_offend_no_content_policy()
    {
        var job = await studio.ManyAsync();
        var before = studio.Complaints.Count;
        foreach (
            var path in (string[])["charts?show=uncertainty", "charts?b=p.x~0.2~0.6", "trials?cols=p.x~"]
        )
        {
            var page = await studio.OpenAsync($"jobs/{job}/{path}", height: 3200);
            await Assertions.Expect(page.Locator("td a").First).ToBeVisibleAsync(Long);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.Context.CloseAsync();
        }
        Assert.Empty(studio.Complaints.Skip(before));
    }

    private static async Task DrawnAsync(IPage page, int charts = 9) =>
        await Assertions
            .Expect(page.Locator(".chart[data-drawn]"))
            .ToHaveCountAsync(charts, new() { Timeout = Studio.Patience });

    private static ILocator Card(IPage page, string id) => page.Locator($"section[aria-labelledby={id}]");

    private static ILocator Head(IPage page, string column) =>
        page.Locator("thead th").Filter(new() { HasText = column });

    [GeneratedRegex(@"^1[0-4] of 24 trials")]
    private static partial Regex SomeOf24();

    [GeneratedRegex(@" 1[0-4] trials")]
    private static partial Regex SomeTrials();

    [GeneratedRegex(@"for score: x \d")]
    private static partial Regex XFirst();

    [GeneratedRegex(@"as a model expects it")]
    private static partial Regex AsExpected();
}
