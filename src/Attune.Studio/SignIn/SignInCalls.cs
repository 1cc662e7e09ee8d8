using System.Threading.RateLimiting;
using Attune.Client.Protocols.Control;
using Attune.Studio.Endpoints.MLflow;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.SignIn;

/// <summary>The doors of the studio: a code is swapped for a session; a session is ended.</summary>
internal sealed class SignInCalls(SignInCodes codes, IAntiforgery antiforgery)
{
    /// <summary>The sign-in page.</summary>
    public const string Path = "/sign-in";

    /// <summary>Where to go afterwards, as a parameter of the page.</summary>
    public const string Return = "return";

    private const string Limit = "sign-in";
    private const int TriesAMinute = 5;

    /// <summary>How often one address may try.</summary>
    public static void Set(RateLimiterOptions options) =>
        options.AddPolicy(
            Limit,
            context =>
                HttpMethods.IsGet(context.Request.Method) && !context.Request.Query.ContainsKey("code")
                    ? RateLimitPartition.GetNoLimiter("")
                    : RateLimitPartition.GetFixedWindowLimiter(
                        context.Connection.RemoteIpAddress?.ToString() ?? "",
                        _ => new FixedWindowRateLimiterOptions
                        {
                            PermitLimit = TriesAMinute,
                            Window = TimeSpan.FromMinutes(1),
                        }
                    )
        );

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Path, ["GET"], OpenAsync).AllowAnonymous().RequireRateLimiting(Limit);
        routes.MapMethods(Path, ["POST"], EnterAsync).AllowAnonymous().RequireRateLimiting(Limit);
        routes.MapMethods("/sign-out", ["POST"], LeaveAsync).RequireAuthorization(Access.Read);
        routes
            .MapMethods(ControlCall.SignInCode, ["POST"], IssueAsync)
            .RequireAuthorization(TokenSignIn.HostRole);
    }

    /// <summary>Too many tries from an address.</summary>
    public static Task RefuseAsync(HttpContext context) =>
        SignInPage.WriteAsync(
            context,
            StatusCodes.Status429TooManyRequests,
            "Too many tries. Wait a minute, then try again.",
            null
        );

    /// <summary>Whether a request is one for these doors.</summary>
    public static bool IsFor(HttpContext context) => context.Request.Path == Path;

    private async Task OpenAsync(HttpContext context)
    {
        if (context.Request.Query["code"].ToString() is { Length: > 0 } code)
        {
            await TryAsync(context, code).ConfigureAwait(false);
            return;
        }
        await SignInPage
            .WriteAsync(
                context,
                StatusCodes.Status200OK,
                null,
                antiforgery.GetAndStoreTokens(context).RequestToken
            )
            .ConfigureAwait(false);
    }

    private async Task EnterAsync(HttpContext context)
    {
        if (!await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
        {
            await SignInPage
                .WriteAsync(
                    context,
                    StatusCodes.Status400BadRequest,
                    "This form was open for too long, or comes from elsewhere. Try again.",
                    antiforgery.GetAndStoreTokens(context).RequestToken
                )
                .ConfigureAwait(false);
            return;
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        await TryAsync(context, CodeIn(form["code"].ToString())).ConfigureAwait(false);
    }

    private async Task TryAsync(HttpContext context, string code)
    {
        if (codes.Redeem(code) is not { } person)
        {
            await SignInPage
                .WriteAsync(
                    context,
                    StatusCodes.Status401Unauthorized,
                    "This code is not valid: it was used already, is older than ten minutes, or is none of this host's.",
                    antiforgery.GetAndStoreTokens(context).RequestToken
                )
                .ConfigureAwait(false);
            return;
        }
        await Session.BeginAsync(context, person).ConfigureAwait(false);
        // See other: the address with the code in it is left behind, and is good for nothing any more.
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = context.Request.PathBase + Target(context);
    }

    private static async Task LeaveAsync(HttpContext context)
    {
        await context.SignOutAsync(Session.Scheme).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = context.Request.PathBase + Path;
    }

    private Task IssueAsync(HttpContext context) =>
        MLflowReply.WriteAsync(
            context,
            new SignInCodeResponse(codes.Issue(Session.LocalOwner)),
            ControlJson.Default.SignInCodeResponse
        );

    /// <summary>A person may paste the whole address.</summary>
    private static string CodeIn(string text)
    {
        var at = text.IndexOf("code=", StringComparison.Ordinal);
        return (at < 0 ? text : text[(at + "code=".Length)..].Split('&')[0]).Trim();
    }

    // Only a place in this studio: an address of elsewhere would make a sign-in a way out of it.
    private static string Target(HttpContext context)
    {
        var asked = context.Request.Query[Return].ToString();
        return
            asked.StartsWith('/')
            && !asked.StartsWith("//", StringComparison.Ordinal)
            && !asked.Contains('\\', StringComparison.Ordinal)
            && !asked.Any(char.IsControl)
            ? asked[
                (HasPrefix(asked, context.Request.PathBase) ? context.Request.PathBase.Value!.Length : 0)..
            ]
            : "/";
    }

    private static bool HasPrefix(string target, PathString prefix) =>
        prefix.HasValue && target.StartsWith(prefix.Value! + "/", StringComparison.Ordinal);
}
