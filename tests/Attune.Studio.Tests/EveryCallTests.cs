using System.Net.Http.Headers;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Attune.Studio.Tests;

/// <summary>Every address, by every verb, from everybody, over http and as a websocket: what is let in is let in on purpose.</summary>
public sealed class EveryCallTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] Verbs =
    [
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "TRACE",
    ];

    private static readonly string[] People = ["reader", "contributor", "owner"];

    [Fact]
    public async Task Nobody_is_let_in_without_a_sign_in_by_any_verb_over_http_or_as_a_websocket()
    {
        var (withdrawn, _) = await TokenAsync("gone", Role.Owner, TimeSpan.FromDays(1));
        await Accounts.RemoveAsync("gone", Calls.Token);
        var calls = HostCall.Of(host.Studio).ToLookup(call => call.Path);
        var tried = 0;
        foreach (var (who, token) in ((string, string?)[])[("nobody", null), ("a removed user", withdrawn)])
        {
            using var client = host.Client(token);
            foreach (var path in calls.Select(group => group.Key))
            {
                foreach (var verb in Verbs)
                {
                    foreach (var upgrade in (bool[])[false, true])
                    {
                        var open = calls[path].Any(call => call.IsOpen && call.Method == verb);
                        var status = await StatusAsync(client, verb, path, upgrade);
                        var told = $"{who}: {verb} {path}{(upgrade ? " as a websocket" : "")}: {status}";
                        Assert.True(status != 101, told);
                        // A verb that an address does not know is refused as such, which tells nothing.
                        Assert.True(open ? status < 500 : status is 400 or 401 or 403 or 404 or 405, told);
                        if (!open && !upgrade && calls[path].Any(call => call.Method == verb))
                        {
                            Assert.True(status == 401, told);
                        }
                        tried++;
                    }
                }
            }
        }
        Assert.True(tried > 3_000, $"only {tried} calls were tried");
    }

    [Fact]
    public async Task Each_role_is_let_in_where_it_belongs_and_refused_everywhere_else()
    {
        var policies = host
            .Studio.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AuthorizationOptions>>()
            .Value;
        var callers = new Dictionary<string, HttpClient>
        {
            ["trial"] = host.ClientOf(await host.TrialAsync("every_0")),
        };
        foreach (var role in Enum.GetValues<Role>())
        {
            var name = Access.NameOf(role);
            callers[name] = host.Client(
                (await TokenAsync("every-" + name, role, TimeSpan.FromDays(1))).Token
            );
        }
        var (allowed, refused) = (0, 0);
        foreach (var call in HostCall.Of(host.Studio).Where(call => !call.IsOpen))
        {
            foreach (var (role, client) in callers)
            {
                var may = May(policies, call, role);
                foreach (var upgrade in (bool[])[false, true])
                {
                    var status = await StatusAsync(client, call.Method, call.Path, upgrade);
                    var told =
                        $"{role}: {call.Method} {call.Path}{(upgrade ? " as a websocket" : "")}: {status}, policy {call.Policy}";
                    // This host runs no jobs and has no instance, and says so where they are asked for.
                    Assert.True(status is not 401 and (< 500 or 501 or 503), told);
                    if (!may)
                    {
                        Assert.True(status == 403, told);
                        refused++;
                    }
                    else
                    {
                        // What a role may ask can still be refused for what is asked; then other words than the door's are used.
                        allowed++;
                        Assert.True(status != 101 || People.Contains(role), told);
                    }
                }
            }
        }
        foreach (var client in callers.Values)
        {
            client.Dispose();
        }
        Assert.True(allowed > 400 && refused > 400, $"{allowed} were let in, {refused} refused");
    }

    [Fact]
    public async Task Another_sites_page_opens_no_socket_even_for_somebody_who_is_signed_in()
    {
        using var client = host.Client((await TokenAsync("socket", Role.Owner, TimeSpan.FromDays(1))).Token);
        foreach (var path in HostCall.Of(host.Studio).Select(call => call.Path).Distinct())
        {
            foreach (var origin in (string?[])["https://evil.example", "null", null, "http://127.0.0.1:1"])
            {
                var status = await StatusAsync(client, "GET", path, upgrade: true, origin ?? "");
                Assert.True(
                    status is 400 or 403 or 404 or 405,
                    $"{path} from {origin ?? "nowhere"}: {status}"
                );
            }
        }
    }

    private AccountBook Accounts => host.Studio.Services.GetRequiredService<AccountBook>();

    private async Task<(string Token, string Name)> TokenAsync(string name, Role role, TimeSpan lifetime)
    {
        await Accounts.InviteAsync(name, role, again: false, Calls.Token);
        return ((await Accounts.IssueAsync(name, "every call", role, lifetime, Calls.Token)).Token, name);
    }

    private static bool May(AuthorizationOptions policies, HostCall call, string role) =>
        call.Policy is not { } name
        || policies
            .GetPolicy(name)!
            .Requirements.OfType<RolesAuthorizationRequirement>()
            .All(requirement => requirement.AllowedRoles.Contains(role));

    private async Task<int> StatusAsync(
        HttpClient client,
        string verb,
        string path,
        bool upgrade,
        string? origin = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        if (verb is "POST" or "PUT" or "PATCH")
        {
            request.Content = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json"));
        }
        if (upgrade)
        {
            request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
            if (origin is not "")
            {
                request.Headers.TryAddWithoutValidation(
                    "Origin",
                    origin ?? host.Studio.Address.GetLeftPart(UriPartial.Authority)
                );
            }
        }
        using var response = await client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            Calls.Token
        );
        return (int)response.StatusCode;
    }
}
