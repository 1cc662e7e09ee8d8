using Attune.Workspace.Homes;
using Microsoft.Playwright;

namespace Attune.Studio.Tests.Browser;

/// <summary>A studio with TLS.</summary>
public sealed class TlsStudio : Studio
{
    protected override StudioOptions OptionsOf(Home home) => base.OptionsOf(home) with { Tls = true };
}

public sealed class TlsPageTests(TlsStudio studio) : IClassFixture<TlsStudio>
{
    [Theory]
    [InlineData("", "__Host-")]
    [InlineData("/attune", "__Secure-")]
    public async Task A_browser_keeps_a_session_by_TLS_under_a_name_that_only_this_host_can_set(
        string under,
        string name
    )
    {
        var root = studio.Host.SecureAddress!.GetLeftPart(UriPartial.Authority) + under;
        var page = await studio.OpenAsync(root + studio.Host.SignInAddress().PathAndQuery, signedIn: false);
        await page.GotoAsync(root + "/jobs");
        await Assertions
            .Expect(page.Locator("h1"))
            .ToContainTextAsync(
                "Jobs",
                new LocatorAssertionsToContainTextOptions { Timeout = Studio.Patience }
            );
        var cookie = Assert.Single(
            await page.Context.CookiesAsync(),
            one => one.Name.Contains("attune-session", StringComparison.Ordinal)
        );
        Assert.StartsWith(name, cookie.Name, StringComparison.Ordinal);
        Assert.True(cookie.Secure && cookie.HttpOnly);
        // Signing out takes it away.
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        // An open page may say that its session has ended before the door is there: what counts is what the browser still has.
        using var limit = new CancellationTokenSource(Studio.Patience);
        while (
            (await page.Context.CookiesAsync()).Any(one =>
                one.Name.Contains("attune-session", StringComparison.Ordinal)
            )
        )
        {
            await Task.Delay(50, limit.Token);
        }
        await page.Context.CloseAsync();
    }
}
