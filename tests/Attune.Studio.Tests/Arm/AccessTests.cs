using System.Text.Json.Nodes;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Tests.Arm;

public sealed class AccessTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] Roots =
    [
        "/subscriptions/",
        "/history/",
        "/discovery/",
        "/attune/v1/workspaces/",
    ];

    [Fact]
    public void Every_call_names_who_may_make_it()
    {
        var calls = AllCalls().ToList();
        Assert.True(calls.Count > 50, $"only {calls.Count} calls");
        foreach (var (method, path, policy) in calls)
        {
            var expected = (method, path) switch
            {
                ("GET", _)
                    when path.Contains("{**path}", StringComparison.Ordinal)
                        || path.StartsWith("/discovery", StringComparison.Ordinal) => LinkSignIn.Read,
                ("PUT", _) when path.Contains("{**path}", StringComparison.Ordinal) => LinkSignIn.Write,
                ("GET", _) => Access.Read,
                ("POST", _)
                    when path.EndsWith("/listNodes", StringComparison.Ordinal)
                        || path.EndsWith("/rundata", StringComparison.Ordinal) => Access.Read,
                ("DELETE", _) => Access.Own,
                (_, _) when path.EndsWith("/workspaces/{workspace}", StringComparison.Ordinal) => Access.Own,
                _ => Access.Contribute,
            };
            Assert.True(expected == policy, $"{method} {path}: {policy}, not {expected}");
        }
    }

    [Fact]
    public async Task A_trials_token_is_good_for_none_of_them()
    {
        using var trial = host.ClientOf(await host.TrialAsync("arm_0"));
        foreach (var (method, path, _) in AllCalls())
        {
            var target = path.Replace("{**path}", "x", StringComparison.Ordinal);
            using var response = await trial.SendAsync(
                method,
                target + "?api-version=2022-10-01",
                method is "GET" or "DELETE" ? null : "{}"
            );
            Assert.True((int)response.StatusCode == 403, $"{method} {path}: {response.StatusCode}");
            if (!path.StartsWith("/attune", StringComparison.Ordinal))
            {
                var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Calls.Token))!;
                Assert.Equal("AuthorizationFailed", body["error"]!["code"]!.GetValue<string>());
            }
        }
    }

    private IEnumerable<(string Method, string Path, string? Policy)> AllCalls() =>
        host
            .Studio.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint =>
                Roots.Any(root => endpoint.RoutePattern.RawText!.StartsWith(root, StringComparison.Ordinal))
            )
            .SelectMany(endpoint =>
                endpoint
                    .Metadata.GetMetadata<HttpMethodMetadata>()!
                    .HttpMethods.Select(method =>
                        (
                            method,
                            endpoint.RoutePattern.RawText!,
                            endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy
                        )
                    )
            );
}
