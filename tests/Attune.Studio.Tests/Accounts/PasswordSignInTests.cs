using System.Net;
using System.Text.RegularExpressions;
using Attune.Studio.Audit;

namespace Attune.Studio.Tests.Accounts;

public sealed partial class PasswordSignInTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task An_invited_person_chooses_a_password_signs_in_and_is_out_once_the_role_changes()
    {
        var invitation = (await PostJsonAsync("/attune/v1/users", """{"name":"anna","role":"reader"}"""))[
            "address"
        ]!.GetValue<string>();
        using var browser = Browser();
        using var opened = await browser.GetAsync(new Uri(invitation), TestHost.Token);
        var page = await opened.Content.ReadAsStringAsync(TestHost.Token);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.Contains("Welcome, anna", page, StringComparison.Ordinal);

        using var differ = await SendAsync(browser, page, ("password", Password), ("again", "other"));
        Assert.Equal(HttpStatusCode.BadRequest, differ.StatusCode);
        using var accepted = await SendAsync(browser, page, ("password", Password), ("again", Password));
        Assert.Equal(HttpStatusCode.RedirectMethod, accepted.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(browser, "/jobs"));
        using var again = await browser.GetAsync(new Uri(invitation), TestHost.Token);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);

        using var second = Browser();
        using var door = await second.GetAsync(new Uri(host.Studio.Address, "sign-in"), TestHost.Token);
        var form = await door.Content.ReadAsStringAsync(TestHost.Token);
        using var wrong = await SendAsync(second, form, ("name", "anna"), ("password", "not the password"));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        using var right = await SendAsync(second, form, ("name", "anna"), ("password", Password));
        Assert.Equal(HttpStatusCode.RedirectMethod, right.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(second, "/jobs"));

        using var change = await host.Http.SendAsync(
            "PATCH",
            "/attune/v1/users/anna",
            """{"role":"contributor"}"""
        );
        Assert.True(change.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await StatusOfAsync(second, "/jobs"));
        Assert.Contains(
            AuditLog.ReadAll(host.Home),
            entry => entry is { Who: "anna", What: "sign in by password", Result: 401 }
        );
    }

    private HttpClient Browser()
    {
        var browser = new HttpClient(
            new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }
        )
        {
            BaseAddress = host.Studio.Address,
        };
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
        return browser;
    }

    private static async Task<HttpStatusCode> StatusOfAsync(HttpClient browser, string path)
    {
        using var response = await browser.GetAsync(path, TestHost.Token);
        return response.StatusCode;
    }

    /// <summary>Sends the first form of a page, with what a person typed.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpClient browser,
        string page,
        params (string Name, string Value)[] typed
    )
    {
        var action = WebUtility.HtmlDecode(Action().Match(page).Groups[1].Value);
        var form = page[..page.IndexOf("</form>", StringComparison.Ordinal)];
        var fields = Hidden()
            .Matches(form)
            .ToDictionary(
                field => field.Groups[1].Value,
                field => WebUtility.HtmlDecode(field.Groups[2].Value)
            );
        foreach (var (name, value) in typed)
        {
            fields[name] = value;
        }
        using var content = new FormUrlEncodedContent(fields);
        using var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = content };
        request.Headers.Add("Origin", host.Studio.Address.GetLeftPart(UriPartial.Authority));
        return await browser.SendAsync(request, TestHost.Token);
    }

    private async Task<System.Text.Json.Nodes.JsonNode> PostJsonAsync(string path, string json)
    {
        using var response = await host.Http.SendAsync("POST", path, json);
        return System.Text.Json.Nodes.JsonNode.Parse(
            await response.Content.ReadAsStringAsync(TestHost.Token)
        )!;
    }

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
