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

    /// <summary>Opens it.</summary>
    /// <param name="address">The studio.</param>
    /// <param name="signIn">An address that signs in.</param>
    /// <param name="elsewhere">As if it ran on a machine of its own: it gets what the host and its trials leave of this one.</param>
    public static async Task<Viewer> OpenAsync(Uri address, Uri signIn, bool elsewhere = false)
    {
        var program = "/usr/bin/chromium";
        if (elsewhere)
        {
            var last = Path.Combine(Directory.CreateTempSubdirectory("attune-load-").FullName, "chromium");
            await File.WriteAllTextAsync(last, $"#!/bin/sh\nexec nice -n 19 {program} \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(last, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
            program = last;
        }
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox"] }
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

    // Told by the page itself: whoever asks a browser again and again learns it half a second late.
    private const string WhenThere = """
        ([selector, link]) => new Promise(done => {
          let began = 0;
          const look = () => {
            if (!document.querySelector(selector)) return false;
            done(performance.now() - began);
            return true;
          };
          const watch = new MutationObserver(() => look() && watch.disconnect());
          if (link) {
            began = performance.now();
            document.querySelector(link).click();
          }
          if (!look()) watch.observe(document, { subtree: true, childList: true, attributes: true });
        })
        """;

    /// <summary>Milliseconds from asking for a page in an empty tab until something on it is there.</summary>
    public async Task<double> TimeAsync(string path, string selector)
    {
        await OpenAsync(path);
        return await Page.EvaluateAsync<double>(WhenThere, new[] { selector, null });
    }

    /// <summary>Milliseconds from a click on a link of another page until something on the page behind it is there.</summary>
    public async Task<double> ClickAsync(string from, string link, string selector)
    {
        await OpenAsync(from);
        await Page.Locator("h1").First.WaitForAsync();
        await Page.Locator(link).First.WaitForAsync();
        await Task.Delay(300);
        return await Page.EvaluateAsync<double>(WhenThere, new[] { selector, link });
    }

    private async Task OpenAsync(string path)
    {
        await Page.GotoAsync("about:blank");
        await Page.GotoAsync(
            new Uri(_address, path).ToString(),
            new PageGotoOptions { WaitUntil = WaitUntilState.Commit }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
