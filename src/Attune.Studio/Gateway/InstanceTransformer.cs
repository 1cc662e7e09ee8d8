using System.Net.Http.Headers;
using Attune.Workspace.Compute;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace Attune.Studio.Gateway;

/// <summary>What changes on the way between a browser and an instance: nothing of the studio's sign-in goes in, nothing of the instance's comes out.</summary>
internal sealed class InstanceTransformer(InstanceDoor door, string prefix) : HttpTransformer
{
    private const string Framing = "frame-ancestors 'self'";

    // What a client says about those before it is not to be believed; what it is signed in by is not the instance's business.
    private static readonly string[] Withheld =
    [
        "Cookie",
        "Authorization",
        "Proxy-Authorization",
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Prefix",
        "X-Original-For",
        "X-Original-Host",
        "X-Original-Proto",
        "X-Real-Ip",
        "X-Scheme",
    ];

    // The cookies would be the studio's neighbours, in the jar of the same host; the rest is the host's to say.
    private static readonly string[] Swallowed =
    [
        "Set-Cookie",
        "Server",
        "Strict-Transport-Security",
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
    ];

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken
    )
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken)
            .ConfigureAwait(false);
        foreach (var name in Withheld)
        {
            proxyRequest.Headers.Remove(name);
        }
        var request = httpContext.Request;
        // Below the place of this very instance, which the route has made sure of.
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(
            destinationPrefix,
            new PathString(prefix).Add(request.Path),
            request.QueryString
        );
        proxyRequest.Headers.Host = request.Host.Value;
        proxyRequest.Headers.Add("X-Forwarded-Proto", request.Scheme);
        proxyRequest.Headers.Authorization = new AuthenticationHeaderValue("token", door.Token);
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext,
        HttpResponseMessage? proxyResponse,
        CancellationToken cancellationToken
    )
    {
        if (proxyResponse is null)
        {
            return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken)
                .ConfigureAwait(false);
        }
        foreach (var name in Swallowed)
        {
            proxyResponse.Headers.Remove(name);
        }
        // Notebooks run scripts of their own; what Jupyter itself forbids, as in files that are only shown, stays forbidden.
        httpContext.Response.Headers.Remove("Content-Security-Policy");
        var passes = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken)
            .ConfigureAwait(false);
        var policy = httpContext.Response.Headers.ContentSecurityPolicy;
        if (!policy.ToString().Contains("frame-ancestors", StringComparison.Ordinal))
        {
            httpContext.Response.Headers.ContentSecurityPolicy = StringValues.Concat(policy, Framing);
        }
        return passes;
    }
}
