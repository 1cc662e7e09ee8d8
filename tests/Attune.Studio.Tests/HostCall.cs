using System.Text.RegularExpressions;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Tests;

/// <summary>A call that a host answers, with its path's holes filled.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">A path that leads to it.</param>
/// <param name="Endpoint">What answers.</param>
internal sealed partial record HostCall(string Method, string Path, RouteEndpoint Endpoint)
{
    /// <summary>What answers without a sign-in: how the host is, and the door itself.</summary>
    public static readonly IReadOnlySet<string> Open = new HashSet<string>
    {
        "/health",
        "/version",
        "/sign-in",
        "/sign-in/password",
        "/invitation",
        "/attune/v1/login",
    };

    /// <summary>Who may make it; null where any caller may who is signed in.</summary>
    public string? Policy => Endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;

    public bool IsOpen => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>Whether only people and the local command may make it.</summary>
    public bool IsForPeople =>
        Policy is TokenSignIn.HostRole or Access.Read or Access.Contribute or Access.Own;

    /// <summary>Whether its refusals are in the words of the tracking protocol.</summary>
    public bool IsMLflow =>
        Path.StartsWith("/api", StringComparison.Ordinal)
        || Path.StartsWith("/ajax-api", StringComparison.Ordinal)
        || Path.StartsWith("/get-artifact", StringComparison.Ordinal);

    /// <summary>A body that such a call may have.</summary>
    public string? Body => Method is "GET" or "DELETE" ? null : "{}";

    /// <summary>Every call of a host.</summary>
    public static IEnumerable<HostCall> Of(StudioHost host)
    {
        foreach (var endpoint in host.Endpoints.OfType<RouteEndpoint>())
        {
            var path =
                "/"
                + Hole()
                    .Replace(
                        endpoint.RoutePattern.RawText!.TrimStart('/'),
                        hole =>
                            hole.Value.StartsWith("{**", StringComparison.Ordinal) ? "0/x/artifacts/y"
                            : hole.Value.Contains(":int", StringComparison.Ordinal) ? "1"
                            : "x"
                    );
            // The socket's address takes any method.
            foreach (
                var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods
                    ?? ["GET", "POST"]
            )
            {
                yield return new HostCall(method, path, endpoint);
            }
        }
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Hole();
}
