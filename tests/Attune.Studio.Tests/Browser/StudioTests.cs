using Microsoft.Playwright;

namespace Attune.Studio.Tests.Browser;

/// <summary>The studio as a person uses it: in Chromium, over a sweep that really runs.</summary>
public sealed class StudioTests(Studio studio) : IClassFixture<Studio>
{
    private const string Learning = """
        echo "kind=$2"
        for i in 1 2 3 4 5 6; do echo "score=$((10 * $1 * i)) loss=$((100 - $1 * i)) step=$i"; done
        mkdir -p outputs; echo "x=$1" > outputs/model.txt
        """;

    private const string Metrics = "attune: {metrics: [{from: stdout}]}";

    private static LocatorAssertionsToBeVisibleOptions Long => Studio.Long;

    private static LocatorAssertionsToContainTextOptions Text => new() { Timeout = Studio.Patience };

    [Fact]
    public async Task A_stranger_is_led_to_the_door_and_a_code_lets_in_once()
    {
        var page = await studio.OpenAsync("jobs?state=running", signedIn: false);
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
        var address = studio.Host.SignInAddress().ToString();
        await page.GetByLabel("Code, or the whole address").FillAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Jobs" }))
            .ToBeVisibleAsync(Long);
        Assert.EndsWith("/jobs?state=running", page.Url, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Code, or the whole address")).ToBeVisibleAsync(Long);
        await page.GotoAsync(address);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not valid", Text);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_running_sweep_is_seen_live()
    {
        // Each trial waits until the test has seen enough.
        var gate = Path.Combine(studio.Root, "gate-live");
        await studio.SubmitAsync(
            $"""
            echo score=$1
            while [ ! -e {gate} ]; do sleep 0.1; done
            """,
            name: "Waits for the gate"
        );
        try
        {
            var page = await studio.OpenAsync("jobs");
            var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Waits for the gate" });
            await Assertions.Expect(row).ToContainTextAsync("running", Text);
            await Assertions.Expect(row).ToContainTextAsync("score", Text);
            await row.GetByRole(AriaRole.Link).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Trials (" }).ClickAsync();
            await Assertions
                .Expect(page.Locator("td").Filter(new() { HasText = "running" }).First)
                .ToBeVisibleAsync(Long);

            await File.WriteAllTextAsync(gate, "");
            // Nobody loads the page again.
            await Assertions
                .Expect(page.GetByRole(AriaRole.Link, new() { Name = "Trials (8)" }))
                .ToBeVisibleAsync(Long);
            await Assertions.Expect(Pill(page)).ToContainTextAsync("completed", Text);
            await page.Context.CloseAsync();
        }
        finally
        {
            await File.WriteAllTextAsync(gate, "");
        }
    }

    [Fact]
    public async Task A_running_sweep_is_canceled_after_a_second_click()
    {
        var gate = Path.Combine(studio.Root, "gate-cancel");
        var job = await studio.SubmitAsync(
            $"echo score=$1; while [ ! -e {gate} ]; do sleep 0.1; done",
            name: "To be canceled"
        );
        try
        {
            var page = await studio.OpenAsync("jobs/" + job);
            await Assertions.Expect(Pill(page)).ToContainTextAsync("running", Text);
            await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
            await page.GetByRole(AriaRole.Group)
                .GetByRole(AriaRole.Button, new() { Name = "Cancel" })
                .ClickAsync();
            await Assertions.Expect(Pill(page)).ToContainTextAsync("canceled", Text);
            await Assertions
                .Expect(page.Locator("main"))
                .ToContainTextAsync("canceled by owner in the studio", Text);
            await page.Context.CloseAsync();
        }
        finally
        {
            await File.WriteAllTextAsync(gate, "");
        }
    }

    [Fact]
    public async Task A_sweeps_trials_are_filtered_sorted_and_saved()
    {
        var job = await studio.RunAsync(Learning, Metrics, "Eight trials");
        var page = await studio.OpenAsync($"jobs/{job}/trials");
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(8, new() { Timeout = Studio.Patience });

        await Head(page, "score").ClickAsync();
        await Assertions.Expect(Rows(page).First).ToContainTextAsync("60", Text);
        await Head(page, "score").ClickAsync();
        await Assertions.Expect(Rows(page).First).ToContainTextAsync("240", Text);

        await page.GetByLabel("Search").FillAsync("kind=b");
        await page.GetByLabel("Search").PressAsync("Enter");
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(4, new() { Timeout = Studio.Patience });
        Assert.Contains("q=kind%3Db", page.Url, StringComparison.Ordinal);

        var saving = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "All as CSV" }).ClickAsync();
        var lines = await File.ReadAllLinesAsync((await (await saving).PathAsync())!);
        Assert.Equal(9, lines.Length);
        Assert.StartsWith("trial,state,score,x,kind,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("0,completed,60,1,a,", lines[1], StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Brushing_an_axis_filters_the_table_below()
    {
        var job = await studio.RunAsync(Learning, Metrics, "To be brushed");
        var page = await studio.OpenAsync($"jobs/{job}/charts", height: 3200);
        await Assertions
            .Expect(page.Locator(".chart[data-drawn]"))
            .ToHaveCountAsync(8, new() { Timeout = Studio.Patience });
        var box = (await page.Locator(".chart.tall").BoundingBoxAsync())!;
        // The first axis stands 60 pixels in, from 44 below the top to 24 above the foot; the lower of its four values are brushed.
        var (x, low, middle) = (box.X + 60, box.Y + box.Height - 26, box.Y + 44 + (box.Height - 68) * 0.55f);
        await page.Mouse.MoveAsync(x, low);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x, (low + middle) / 2, new() { Steps = 4 });
        await page.Mouse.MoveAsync(x, middle, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(page.Locator("#linked")).ToContainTextAsync("4 of 8 trials", Text);
        await Assertions.Expect(Rows(page)).ToHaveCountAsync(4, new() { Timeout = Studio.Patience });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_trial_tells_why_and_shows_its_log_and_files()
    {
        var job = await studio.RunAsync(Learning, Metrics, "One of eight");
        var page = await studio.OpenAsync($"jobs/{job}/trials/0");
        await Assertions.Expect(page.Locator("dl")).ToContainTextAsync("0 trials had ended", Text);
        await Assertions.Expect(page.Locator("dl")).ToContainTextAsync("place 7 of 8", Text);
        await Assertions.Expect(page.Locator("pre.file")).ToContainTextAsync("score=60 loss=94 step=6", Text);
        await page.GetByRole(AriaRole.Button, new() { Name = "model.txt" }).ClickAsync();
        await Assertions.Expect(page.Locator("pre.file")).ToContainTextAsync("x=1", Text);
        await page.GetByRole(AriaRole.Link, new() { Name = "Trial after" }).ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Trial 1" }))
            .ToBeVisibleAsync(Long);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_job_file_is_typed_judged_at_its_lines_and_run()
    {
        var page = await studio.OpenAsync("new");
        await page.GetByLabel("Folder on this machine").FillAsync(studio.Root);
        await page.GetByLabel("Folder on this machine").PressAsync("Tab");
        await page.GetByLabel("Job file")
            .FillAsync(
                """
                type: sweep
                display_name: Typed
                trial: {command: "echo score=${{search_space.x}}"}
                search_space:
                  x: {type: choices, values: [1, 2]}
                objective: {primary_metric: score, goal: maximise}
                """
            );
        await Assertions.Expect(page.Locator(".problems")).ToContainTextAsync("line 5", Text);
        await Assertions.Expect(page.Locator(".problems")).ToContainTextAsync("line 6", Text);
        await Assertions
            .Expect(page.GetByRole(AriaRole.Button, new() { Name = "Submit" }))
            .ToBeDisabledAsync();
        await page.GetByLabel("Job file")
            .FillAsync(
                """
                type: sweep
                display_name: Typed
                trial: {command: "echo score=${{search_space.x}}"}
                search_space:
                  x: {type: choice, values: [1, 2]}
                sampling_algorithm: grid
                objective: {primary_metric: score, goal: maximize}
                """
            );
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Typed" }))
            .ToBeVisibleAsync(Long);
        await Assertions.Expect(Pill(page)).ToContainTextAsync("completed", Text);
        await page.GetByRole(AriaRole.Link, new() { Name = "YAML" }).ClickAsync();
        await Assertions
            .Expect(page.Locator("pre.file").First)
            .ToContainTextAsync("display_name: Typed", Text);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_studio_works_behind_a_path_prefix_and_keeps_its_colours()
    {
        await studio.RunAsync(Learning, Metrics, "Behind a proxy");
        var page = await studio.OpenAsync("attune/jobs");
        await page.GetByRole(AriaRole.Link, new() { Name = "Behind a proxy" }).First.ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Behind a proxy" }))
            .ToBeVisibleAsync(Long);
        Assert.Contains("/attune/jobs/", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark colours" }).ClickAsync();
        await Assertions.Expect(page.Locator("body[data-theme=dark]")).ToBeVisibleAsync(Long);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("body[data-theme=dark]")).ToBeVisibleAsync(Long);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task No_page_breaks_a_script_misses_a_file_or_offends_the_content_policy()
    {
        var job = await studio.RunAsync(Learning, Metrics, "<b onclick=alert(1)>Looked at</b>");
        var before = studio.Complaints.Count;
        foreach (var path in Pages(job))
        {
            var page = await studio.OpenAsync(path);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            Assert.Equal(0, await page.Locator("b[onclick]").CountAsync());
            await page.Context.CloseAsync();
        }
        Assert.Empty(studio.Complaints.Skip(before));
    }

    private static string[] Pages(string job) =>
        [
            "",
            "jobs",
            "new",
            $"jobs/{job}",
            $"jobs/{job}/trials",
            $"jobs/{job}/charts",
            $"jobs/{job}/charts?b=n~2~5&order=importance&show=expected",
            $"jobs/{job}/trials?cols=p.x~because~&b=n~2~5",
            $"compare?job={job}&job=gone",
            $"jobs/{job}/outputs",
            $"jobs/{job}/code",
            $"jobs/{job}/yaml",
            $"jobs/{job}/early",
            $"jobs/{job}/edit",
            $"jobs/{job}/trials/2",
        ];

    private static ILocator Rows(IPage page) => page.Locator("table tbody tr:has(a)");

    private static ILocator Head(IPage page, string column) =>
        page.Locator("thead th").Filter(new() { HasText = column }).Locator("fluent-button").First;

    private static ILocator Pill(IPage page) => page.Locator(".line .pill").First;
}
