using Attune.Client;
using Attune.Studio.SignIn;
using Microsoft.Playwright;

namespace Attune.Studio.Tests.Browser;

public sealed class SessionPageTests(Studio studio) : IClassFixture<Studio>
{
    [Fact]
    public async Task Whoever_signs_out_everywhere_sees_the_open_pages_of_every_browser_end()
    {
        // Two browsers of one session, and one that is signed in on its own.
        var first = await studio.OpenAsync("jobs");
        var other = await studio.OpenAsync("sign-in", signedIn: false);
        await other.GotoAsync(studio.Host.SignInAddress().ToString());
        await other.GotoAsync(new Uri(studio.Host.Address, "sessions").ToString());
        await SeenAsync(other, "Sessions");
        await Assertions.Expect(other.Locator("tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(other.Locator("tr", new() { HasText = "this one" })).ToHaveCountAsync(1);
        await Assertions.Expect(other.Locator("tr", new() { HasText = "127.0.0.1" })).ToHaveCountAsync(2);

        // The other alone.
        var row = other.Locator("tbody tr").Filter(new() { HasNotText = "this one" });
        await row.GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await row.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await SeenAsync(first, "Your session has ended");
        await Assertions.Expect(other.Locator("tbody tr")).ToHaveCountAsync(1);
        await first.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await SeenAsync(first, "Sign in");

        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await other
            .GetByRole(AriaRole.Group)
            .GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" })
            .ClickAsync();
        await SeenAsync(other, "Your session has ended");

        // And as the command does it.
        await other.GotoAsync(studio.Host.SignInAddress().ToString());
        await SeenAsync(other, "Home");
        using var command = new HostClient(
            new HostLogin(studio.Host.Address, HostToken.Of(studio.Workspace.Home.Root))
        );
        await command.EndSessionsAsync("owner", null, Calls.Token);
        await SeenAsync(other, "Your session has ended");
        Assert.Empty((await command.ListSessionsAsync("owner", Calls.Token)).Sessions);
        Assert.Empty(studio.Complaints);
    }

    private static Task SeenAsync(IPage page, string title) =>
        Assertions
            .Expect(page.Locator("h1"))
            .ToContainTextAsync(
                title,
                new LocatorAssertionsToContainTextOptions { Timeout = Studio.Patience }
            );
}
