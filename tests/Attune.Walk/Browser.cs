using Microsoft.Playwright;

namespace Attune.Walk;

/// <summary>A person's browser, with as many tabs as they open.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser, IPage page) =>
        (_playwright, _browser, Page) = (playwright, browser, page);

    /// <summary>The tab in which the studio is.</summary>
    public IPage Page { get; }

    public static async Task<Browser> OpenAsync(Uri address)
    {
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var playwright = await Playwright.CreateAsync();
        var patience = (float)AttuneCommand.Patience.TotalMilliseconds;
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = "/usr/bin/chromium",
                // A container's root has no sandbox to give.
                Args = ["--no-sandbox"],
                Timeout = patience,
            }
        );
        var context = await browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 1360, Height = 860 },
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        context.SetDefaultTimeout(patience);
        context.SetDefaultNavigationTimeout(patience);
        Assertions.SetDefaultExpectTimeout(patience);
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return new Browser(playwright, browser, page);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
