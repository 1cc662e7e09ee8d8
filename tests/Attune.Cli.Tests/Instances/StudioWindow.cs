using System.Text.RegularExpressions;
using Attune.Cli.Tests.Running;
using Microsoft.Playwright;

namespace Attune.Cli.Tests.Instances;

/// <summary>A browser that is signed in to the studio of a folder, as its owner.</summary>
internal sealed partial class StudioWindow : IAsyncDisposable
{
    /// <summary>The time that anything may take on a busy machine, in milliseconds.</summary>
    public const int Patience = 180_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private StudioWindow(IPlaywright playwright, IBrowser browser, IPage page, Uri address) =>
        (_playwright, _browser, Page, Address) = (playwright, browser, page, address);

    /// <summary>The tab with the studio.</summary>
    public IPage Page { get; }

    /// <summary>Where the host listens.</summary>
    public Uri Address { get; }

    public static LocatorAssertionsToBeVisibleOptions Visible { get; } = new() { Timeout = Patience };

    public static LocatorAssertionsToContainTextOptions Text { get; } = new() { Timeout = Patience };

    /// <summary>Opens a studio that has said where it is.</summary>
    public static async Task<StudioWindow> OpenAsync(RunningCommand studio)
    {
        var door = new Uri(SignIn().Match(studio.Output).Groups[1].Value);
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = "/usr/bin/chromium",
                // A container's root has no sandbox to give.
                Args = ["--no-sandbox"],
                Timeout = Patience,
            }
        );
        var context = await browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 1360, Height = 860 },
            }
        );
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        await page.GotoAsync(door.ToString());
        return new StudioWindow(playwright, browser, page, new Uri(door, "/"));
    }

    /// <summary>Goes to a page of the studio.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(new Uri(Address, path).ToString());
        await Assertions.Expect(Page.Locator("h1")).ToBeVisibleAsync(Visible);
    }

    /// <summary>Makes an instance as a person does, and waits until it runs.</summary>
    public async Task MakeAsync(string instance)
    {
        await GoAsync("compute/new?type=instance");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(instance);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await StandsAsync("running");
    }

    /// <summary>Waits until the instance whose page is open stands so.</summary>
    public Task StandsAsync(string state) =>
        Assertions.Expect(Page.Locator(".line .pill").First).ToContainTextAsync(state, Text);

    /// <summary>The tab that a link opens.</summary>
    public static Task<IPage> NewTabAsync(IPage from, Func<Task> click) =>
        from.Context.RunAndWaitForPageAsync(click);

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    [GeneratedRegex(@"Sign in: (\S+)\s")]
    private static partial Regex SignIn();
}
