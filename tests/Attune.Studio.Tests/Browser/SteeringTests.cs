using Attune.Jobs;
using Attune.Workspace.Catalog;
using Microsoft.Playwright;

namespace Attune.Studio.Tests.Browser;

/// <summary>People steer sweeps in the studio.</summary>
public sealed class SteeringTests(Studio studio) : IClassFixture<Studio>
{
    private static readonly LocatorAssertionsToContainTextOptions Text = new() { Timeout = Studio.Patience };

    private const string Learning = "for i in 1 2 3 4; do echo score=$(($1 * i)); done";

    [Fact]
    public async Task A_sweep_is_edited_with_problems_at_their_fields_and_goes_on()
    {
        var job = await studio.RunAsync("echo score=$1", name: "To be extended");
        var page = await studio.OpenAsync($"jobs/{job}/edit");
        await Fill(page, "Trials at once", "0");
        await Fill(page, "x.values", "[1, 2, 3, 4, 5]");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the sweep" }).ClickAsync();
        await Assertions
            .Expect(page.Locator(".field").Filter(new() { HasText = "Trials at once" }).Locator(".fault"))
            .ToContainTextAsync("At least one trial runs at a time", Text);
        await Fill(page, "Trials at once", "1");
        await Fill(page, "Why (may stay empty)", "one more value");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the sweep" }).ClickAsync();
        await Assertions
            .Expect(page.Locator("main"))
            .ToContainTextAsync("The sweep is at version 2, and goes on.", Text);
        await Assertions
            .Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "one more value" }))
            .ToContainTextAsync("search_space.x.values: [1,2,3,4] → [1,2,3,4,5]", Text);
        await Assertions
            .Expect(page.GetByRole(AriaRole.Link, new() { Name = "Trials (10)" }))
            .ToBeVisibleAsync(Studio.Long);
        Assert.Equal(JobState.Completed, (await studio.Workspace.WaitAsync(job, default)).State);
        Assert.Empty(studio.Complaints);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_policy_is_tried_on_the_trials_and_switched_on()
    {
        var job = await studio.RunAsync(Learning, name: "To be judged");
        var page = await studio.OpenAsync($"jobs/{job}/early");
        await page.Locator("main select").SelectOptionAsync("bandit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Assertions
            .Expect(page.Locator(".fault").First)
            .ToContainTextAsync("slack_factor or slack_amount", Text);
        await Fill(page, "slack factor", "0.1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "of 8 trials would have been ended" }))
            .ToBeVisibleAsync(Studio.Long);
        await Assertions.Expect(page.Locator("#outcome + p")).ToContainTextAsync("The best", Text);
        await Assertions.Expect(page.Locator(".chart[data-drawn]")).ToBeVisibleAsync(Studio.Long);
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch it on" }).ClickAsync();
        await page.GetByRole(AriaRole.Group)
            .GetByRole(AriaRole.Button, new() { Name = "Switch it on" })
            .ClickAsync();
        await Assertions
            .Expect(page.Locator("main"))
            .ToContainTextAsync("It is switched on: the sweep is at version 2.", Text);
        var sweep = (SweepJob)(await studio.Workspace.FindAsync(job, default))!.Job;
        Assert.Equal("BanditPolicy", sweep.EarlyTermination!.GetType().Name);
        Assert.Empty(studio.Complaints);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_trial_is_requeued_copied_hidden_and_written_about()
    {
        var mended = Path.Combine(studio.Root, "mended");
        var job = await studio.RunAsync(
            $"if [ $1$2 = 1b ] && [ ! -e {mended} ]; then exit 3; fi; echo score=$1",
            name: "To be mended"
        );
        await File.WriteAllTextAsync(mended, "");
        var page = await studio.OpenAsync($"jobs/{job}/trials/1");
        await Confirm(page, "Requeue");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("completed", Text);
        await Assertions
            .Expect(page.Locator("dt:has-text('Attempt') + dd"))
            .ToHaveTextAsync("2", new() { Timeout = Studio.Patience });

        await page.GetByRole(AriaRole.Button, new() { Name = "Write a note" }).ClickAsync();
        await page.Locator("textarea[aria-label=Note]").FillAsync("<b>odd</b> one");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions
            .Expect(page.Locator("p.lines"))
            .ToHaveTextAsync("<b>odd</b> one", new() { Timeout = Studio.Patience });

        await page.GetByRole(AriaRole.Button, new() { Name = "Clone with changes" }).ClickAsync();
        await Fill(page, "x", "77");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the trial" }).ClickAsync();
        await Assertions
            .Expect(page.Locator(".fault"))
            .ToContainTextAsync("'77' is not a value of 'x'", Text);

        await Confirm(page, "Hide");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Hidden: in no list", Text);
        await page.GotoAsync(new Uri(studio.Host.Address, $"jobs/{job}/trials").ToString());
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(7, new() { Timeout = Studio.Patience });
        await page.GetByLabel("State").SelectOptionAsync("hidden");
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(1, new() { Timeout = Studio.Patience });
        await page.GetByLabel("Search").FillAsync("odd");
        await page.GetByLabel("Search").PressAsync("Enter");
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(1, new() { Timeout = Studio.Patience });
        Assert.Empty(studio.Complaints);
        await page.Context.CloseAsync();
    }

    private static ILocator Rows(IPage page) => page.Locator("main tbody tr:has(a)");

    private static async Task Fill(IPage page, string label, string text)
    {
        var field = page.Locator(".field")
            .Filter(new() { Has = page.GetByText(label, new() { Exact = true }) })
            .Locator("input");
        await field.FillAsync(text);
        await field.PressAsync("Tab");
    }

    private static async Task Confirm(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
        await page.Locator(".confirm")
            .GetByRole(AriaRole.Button, new() { Name = name, Exact = true })
            .ClickAsync();
    }
}
