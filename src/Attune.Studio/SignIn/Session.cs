using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Attune.Studio.SignIn.Accounts;
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

    private const string StampClaim = "stamp";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

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
        options.ExpireTimeSpan = Lifetime;
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

    private static Task BeginAsync(HttpContext context, Caller.Person person, string stamp)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, person.Name),
                new Claim(ClaimTypes.Role, Access.NameOf(person.Role)),
                new Claim(StampClaim, stamp),
            ],
            Scheme,
            ClaimTypes.Name,
            ClaimTypes.Role
        );
        return context.SignInAsync(
            Scheme,
            new ClaimsPrincipal(identity),
            new AuthenticationProperties { IsPersistent = true }
        );
    }

    /// <summary>The person of a session; null when its account is gone, or has changed since it began.</summary>
    public static Caller.Person? PersonOf(ClaimsPrincipal? principal, AccountBook accounts)
    {
        if (
            principal?.Identity is not { IsAuthenticated: true, Name: { } name }
            || principal.FindFirst(StampClaim)?.Value is not { } stamp
        )
        {
            return null;
        }
        return stamp.Length == 0 ? (name == LocalOwner.Name ? LocalOwner : null)
            : accounts.Find(name) is { } account && account.Stamp == stamp
                ? new Caller.Person(name, account.Role)
            : null;
    }

    private static Task Validate(CookieValidatePrincipalContext context)
    {
        var accounts = context.HttpContext.RequestServices.GetRequiredService<AccountBook>();
        if (PersonOf(context.Principal, accounts) is { } person)
        {
            context.HttpContext.Features.Set<Caller>(person);
        }
        else
        {
            context.RejectPrincipal();
        }
        return Task.CompletedTask;
    }
}
