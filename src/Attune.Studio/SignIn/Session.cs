using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Attune.Studio.Audit;
using Attune.Studio.SignIn.Accounts;
using Attune.Studio.SignIn.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Attune.Studio.SignIn;

/// <summary>A person's session in a browser: a cookie that only this home's keys can make or read.</summary>
internal static class Session
{
    /// <summary>The name of the scheme.</summary>
    public const string Scheme = "session";

    /// <summary>Chooses how a request is signed in: by its token if it has one, else by its cookie.</summary>
    public const string Either = "token or session";

    private const string IdClaim = "session";

    /// <summary>The person who starts Attune on this machine.</summary>
    public static Caller.Person LocalOwner { get; } = new("owner", Role.Owner);

    /// <summary>The name of a cookie of this home: browsers keep one jar for all ports of a machine.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="use">What the cookie is for.</param>
    public static string CookieOf(string home, string use) =>
        $"attune-{use}-"
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(home))))[..8];

    /// <summary>Sets the scheme up.</summary>
    public static void Set(CookieAuthenticationOptions options, StudioOptions studio)
    {
        options.CookieManager = new SessionCookies(studio.Workspace);
        options.Cookie.Name = CookieOf(studio.Home, "session");
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SessionBook.Life;
        options.SlidingExpiration = true;
        options.LoginPath = SignInCalls.Path;
        options.ReturnUrlParameter = SignInCalls.Return;
        options.Events.OnValidatePrincipal = Validate;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>Which scheme a request is signed in by.</summary>
    public static string Choose(HttpContext context, StudioOptions studio)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            return TokenSignIn.Name;
        }
        // A browser that opens a page is led to the sign-in page; a program is told that its token is missing.
        var cookie = new SessionCookies(studio.Workspace).GetRequestCookie(
            context,
            CookieOf(studio.Home, "session")
        );
        return cookie is not null || OpensPage(context.Request) ? Scheme : TokenSignIn.Name;
    }

    /// <summary>Whether a browser asks for a page to show.</summary>
    public static bool OpensPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Begins the session of an account.</summary>
    public static Task BeginAsync(HttpContext context, Account account) =>
        BeginAsync(context, new Caller.Person(account.Name, account.Role), account.Stamp);

    /// <summary>Begins the session of whoever starts Attune on this machine.</summary>
    public static Task BeginAsync(HttpContext context, Caller.Person person) =>
        BeginAsync(context, person, "");

    /// <summary>Ends the session of a request.</summary>
    public static async Task EndAsync(HttpContext context)
    {
        await ForgetAsync(context).ConfigureAwait(false);
        await context.SignOutAsync(Scheme).ConfigureAwait(false);
    }

    /// <summary>What names somebody's session; null for somebody who has none.</summary>
    public static string? IdOf(ClaimsPrincipal? principal) =>
        principal?.Identity is { IsAuthenticated: true } ? principal.FindFirst(IdClaim)?.Value : null;

    private static async Task BeginAsync(HttpContext context, Caller.Person person, string stamp)
    {
        // The browser keeps one cookie: what it was signed in by before is nobody's from now on.
        await ForgetAsync(context).ConfigureAwait(false);
        var session = await context
            .RequestServices.GetRequiredService<SessionBook>()
            .BeginAsync(
                person.Name,
                stamp,
                Audited.AddressOf(context),
                context.Request.Headers.UserAgent.ToString(),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await context
            .SignInAsync(
                Scheme,
                PrincipalOf(session.Id, person),
                new AuthenticationProperties { IsPersistent = true }
            )
            .ConfigureAwait(false);
    }

    /// <summary>A person as a cookie holds them.</summary>
    /// <param name="id">Names the session.</param>
    /// <param name="person">Whose it is.</param>
    public static ClaimsPrincipal PrincipalOf(string id, Caller.Person person) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(ClaimTypes.Name, person.Name),
                    new Claim(ClaimTypes.Role, Access.NameOf(person.Role)),
                    new Claim(IdClaim, id),
                ],
                Scheme,
                ClaimTypes.Name,
                ClaimTypes.Role
            )
        );

    private static async Task ForgetAsync(HttpContext context)
    {
        var sessions = context.RequestServices.GetRequiredService<SessionBook>();
        if (IdOf(context.User) is { } id && sessions.PersonOf(context.User) is { } person)
        {
            await sessions.EndAsync(person.Name, id, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionBook>();
        if (sessions.PersonOf(context.Principal) is { } person)
        {
            context.HttpContext.Features.Set<Caller>(person);
            await sessions
                .SeeAsync(context.Principal, Audited.AddressOf(context.HttpContext))
                .ConfigureAwait(false);
        }
        else
        {
            context.RejectPrincipal();
        }
    }
}
