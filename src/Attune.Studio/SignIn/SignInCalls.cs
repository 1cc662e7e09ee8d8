using System.Threading.RateLimiting;
using Attune.Client.Protocols.Control;
using Attune.Studio.Audit;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn.Accounts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.SignIn;

/// <summary>The doors of the studio: a code is swapped for a session; a session is ended.</summary>
internal sealed class SignInCalls(
    SignInCodes codes,
    AccountBook accounts,
    AuditLog audit,
    IAntiforgery antiforgery
)
{
    /// <summary>The sign-in page.</summary>
    public const string Path = "/sign-in";

    /// <summary>Where to go afterwards, as a parameter of the page.</summary>
    public const string Return = "return";

    private const string Password = "/sign-in/password";
    private const string Invitation = "/invitation";

    /// <summary>The limit of tries that its doors have together.</summary>
    public const string Limit = "sign-in";
    private const int TriesAMinute = 5;
    private const string StaleForm = "This form was open for too long, or comes from elsewhere. Try again.";

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
        routes
            .MapMethods(Password, ["POST"], EnterByPasswordAsync)
            .AllowAnonymous()
            .RequireRateLimiting(Limit);
        routes.MapMethods(Invitation, ["GET"], OpenInvitationAsync).AllowAnonymous();
        routes.MapMethods(Invitation, ["POST"], AcceptAsync).AllowAnonymous().RequireRateLimiting(Limit);
        routes.MapMethods("/sign-out", ["POST"], LeaveAsync).RequireAuthorization(Access.Read);
        routes
            .MapMethods(ControlCall.SignInCode, ["POST"], IssueAsync)
            .RequireAuthorization(TokenSignIn.HostRole)
            .Describe(
                "A code that opens the studio in a browser, once.",
                response: ControlJson.Default.SignInCodeResponse
            );
    }

    /// <summary>Too many tries from an address.</summary>
    public static Task RefuseAsync(HttpContext context) =>
        SignInPage.WriteAsync(
            context,
            StatusCodes.Status429TooManyRequests,
            "Too many tries. Wait a minute, then try again.",
            null,
            hasAccounts: false
        );

    /// <summary>Whether a request is one for these doors.</summary>
    public static bool IsFor(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Path) || context.Request.Path == Invitation;

    private async Task OpenAsync(HttpContext context)
    {
        if (context.Request.Query["code"].ToString() is { Length: > 0 } code)
        {
            await TryAsync(context, code).ConfigureAwait(false);
            return;
        }
        await ShowAsync(context, StatusCodes.Status200OK, null).ConfigureAwait(false);
    }

    private Task ShowAsync(HttpContext context, int status, string? problem) =>
        SignInPage.WriteAsync(
            context,
            status,
            problem,
            antiforgery.GetAndStoreTokens(context).RequestToken,
            accounts.All.Count > 0
        );

    private async Task EnterAsync(HttpContext context)
    {
        if (!await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
        {
            await ShowAsync(context, StatusCodes.Status400BadRequest, StaleForm).ConfigureAwait(false);
            return;
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        await TryAsync(context, CodeIn(form["code"].ToString())).ConfigureAwait(false);
    }

    private async Task TryAsync(HttpContext context, string code)
    {
        if (codes.Redeem(code) is not { } person)
        {
            await ShowAsync(
                    context,
                    StatusCodes.Status401Unauthorized,
                    "This code is not valid: it was used already, is older than ten minutes, or is none of this host's."
                )
                .ConfigureAwait(false);
            return;
        }
        await Session.BeginAsync(context, person).ConfigureAwait(false);
        await LetInAsync(context, person.Name, "sign in by code").ConfigureAwait(false);
    }

    private async Task EnterByPasswordAsync(HttpContext context)
    {
        if (!await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
        {
            await ShowAsync(context, StatusCodes.Status400BadRequest, StaleForm).ConfigureAwait(false);
            return;
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var name = form["name"].ToString().Trim();
        if (accounts.SignIn(name, form["password"].ToString()) is not { } account)
        {
            if (accounts.Find(name) is not null)
            {
                await WriteDownAsync(context, name, "sign in by password", StatusCodes.Status401Unauthorized)
                    .ConfigureAwait(false);
            }
            await ShowAsync(
                    context,
                    StatusCodes.Status401Unauthorized,
                    "This name and password do not belong together."
                )
                .ConfigureAwait(false);
            return;
        }
        await Session.BeginAsync(context, account).ConfigureAwait(false);
        await LetInAsync(context, account.Name, "sign in by password").ConfigureAwait(false);
    }

    private async Task OpenInvitationAsync(HttpContext context)
    {
        var code = context.Request.Query["code"].ToString();
        await InvitationPage
            .WriteAsync(
                context,
                accounts.FindInvited(code),
                code,
                null,
                antiforgery.GetAndStoreTokens(context).RequestToken!
            )
            .ConfigureAwait(false);
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (!await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
        {
            await ShowAsync(context, StatusCodes.Status400BadRequest, StaleForm).ConfigureAwait(false);
            return;
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var code = form["code"].ToString();
        string problem;
        if (form["password"].ToString() != form["again"].ToString())
        {
            problem = "The two passwords differ.";
        }
        else
        {
            try
            {
                var account = await accounts
                    .AcceptAsync(code, form["password"].ToString(), context.RequestAborted)
                    .ConfigureAwait(false);
                await Session.BeginAsync(context, account).ConfigureAwait(false);
                await LetInAsync(context, account.Name, "accept an invitation").ConfigureAwait(false);
                return;
            }
            catch (AccountException error)
            {
                problem = error.Message;
            }
        }
        await InvitationPage
            .WriteAsync(
                context,
                accounts.FindInvited(code),
                code,
                problem,
                antiforgery.GetAndStoreTokens(context).RequestToken!
            )
            .ConfigureAwait(false);
    }

    private Task WriteDownAsync(HttpContext context, string who, string what, int result) =>
        audit.AppendAsync(who, what, "", result, Audited.AddressOf(context), context.TraceIdentifier);

    private async Task LetInAsync(HttpContext context, string who, string what)
    {
        await WriteDownAsync(context, who, what, StatusCodes.Status200OK).ConfigureAwait(false);
        // See other: the address with the code in it is left behind, and is good for nothing any more.
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = context.Request.PathBase + Target(context);
    }

    private static async Task LeaveAsync(HttpContext context)
    {
        await Session.EndAsync(context).ConfigureAwait(false);
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
    public static string CodeIn(string text)
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
