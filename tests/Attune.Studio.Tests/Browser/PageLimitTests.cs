using Attune.Workspace.Homes;
using Microsoft.Playwright;

namespace Attune.Studio.Tests.Browser;

/// <summary>A studio that keeps two pages alive and no third.</summary>
public sealed class TwoPages : Studio
{
    protected override StudioOptions OptionsOf(Home home) => base.OptionsOf(home) with { MostPagesEach = 2 };
}

public sealed class PageLimitTests(TwoPages studio) : IClassFixture<TwoPages>
{
    private const string Full = "Too many pages are open";

    [Fact]
    public async Task Whoever_has_as_many_pages_open_as_there_may_be_is_told_so_and_gets_one_when_one_is_left()
    {
        var first = await studio.OpenAsync("jobs");
        var second = await studio.OpenAsync("jobs");
        await SeenAsync(first, "Jobs");
        await SeenAsync(second, "Jobs");
        var third = await studio.OpenAsync("jobs?state=running");
        await SeenAsync(third, Full);
        await Assertions
            .Expect(third.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("You have 2 pages of the studio open");

        // Pages that are left say so themselves.
        await first.GotoAsync("about:blank");
        await OpenedAsync(third);
        Assert.EndsWith("jobs?state=running", third.Url, StringComparison.Ordinal);

        // One that was asked for while there was a place, and comes to life when there is none.
        await third.GotoAsync("about:blank");
        var late = await studio.OpenAsync("sign-in");
        var (asked, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await late.RouteAsync(
            "**/_blazor/negotiate*",
            async route =>
            {
                asked.TrySetResult();
                await mayGoOn.Task;
                await route.ContinueAsync();
            }
        );
        await UntilAsync(
            late,
            async () =>
            {
                await late.GotoAsync(new Uri(studio.Host.Address, "jobs").ToString());
                return await late.GetByText(Full).CountAsync() == 0;
            }
        );
        await asked.Task.WaitAsync(TimeSpan.FromMilliseconds(Studio.Patience), Calls.Token);
        var fourth = await studio.OpenAsync("jobs");
        await SeenAsync(fourth, "Jobs");
        mayGoOn.SetResult();
        await Assertions.Expect(late.GetByText("The page has lost its host.")).ToBeVisibleAsync(Studio.Long);
        await late.GetByText("Load it again").ClickAsync();
        await SeenAsync(late, Full);
        foreach (var page in (IPage[])[first, second, third, fourth, late])
        {
            await page.Context.CloseAsync();
        }
    }

    private static Task OpenedAsync(IPage page) =>
        UntilAsync(
            page,
            async () =>
            {
                if (await page.GetByText(Full).CountAsync() > 0)
                {
                    await page.GetByText("Try again").ClickAsync();
                }
                await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync(Studio.Long);
                return await page.GetByText(Full).CountAsync() == 0;
            }
        );

    private static async Task UntilAsync(IPage page, Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Studio.Patience);
        while (!await isSo())
        {
            Assert.False(limit.IsCancellationRequested, await page.ContentAsync());
        }
    }

    private static Task SeenAsync(IPage page, string title) =>
        Assertions
            .Expect(page.Locator("h1"))
            .ToContainTextAsync(
                title,
                new LocatorAssertionsToContainTextOptions { Timeout = Studio.Patience }
            );
}
