using System.Diagnostics;
using Microsoft.Playwright;

namespace Attune.Load.Looks;

/// <summary>A browser that is signed in to a studio.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private const float Patience = 120_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Uri _address;

    private Viewer(IPlaywright playwright, IBrowser browser, Uri address, IPage page) =>
        (_playwright, _browser, _address, Page) = (playwright, browser, address, page);

    public IPage Page { get; }

    public static async Task<Viewer> OpenAsync(Uri address, Uri signIn)
    {
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] }
        );
        var context = await browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 1360, Height = 860 },
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        await page.GotoAsync(signIn.ToString());
        await page.Locator("h1").WaitForAsync();
        return new Viewer(playwright, browser, address, page);
    }

    /// <summary>Milliseconds from asking for a page until something on it is there.</summary>
    public async Task<double> TimeAsync(string path, string selector)
    {
        await Page.GotoAsync("about:blank");
        var began = Stopwatch.GetTimestamp();
        await Page.GotoAsync(
            new Uri(_address, path).ToString(),
            new PageGotoOptions { WaitUntil = WaitUntilState.Commit }
        );
        await Page.Locator(selector)
            .First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
