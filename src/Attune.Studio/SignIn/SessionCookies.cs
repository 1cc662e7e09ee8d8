using Attune.Studio.Entrances;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.SignIn;

/// <summary>The cookie of a session is the whole host's: signed in to one workspace, one is to all; signed out too.</summary>
/// <remarks>
/// With TLS its name says so, and browsers see to it that nobody without TLS, and no neighbour under another name of the domain, can have set it:
/// <c>__Host-</c> where the whole origin is this host's. Behind a proxy's path prefix it is <c>__Secure-</c> with that path: <c>__Host-</c> wants the
/// path <c>/</c>, by which the session would go to everything else that the proxy serves. Each way has a name of its own, and no other is read there.
/// </remarks>
/// <param name="workspace">The workspace whose pages set it.</param>
internal sealed class SessionCookies(string workspace) : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) =>
        _cookies.GetRequestCookie(context, NameOf(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, NameOf(context, key), value, AtRoot(context, options));

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _cookies.DeleteCookie(context, NameOf(context, key), AtRoot(context, options));

    /// <summary>The name that the cookie has on the way of a request.</summary>
    public string NameOf(HttpContext context, string key) =>
        !context.Request.IsHttps ? key
        : RootOf(context).Length == 0 ? "__Host-" + key
        : "__Secure-" + key;

    private CookieOptions AtRoot(HttpContext context, CookieOptions options) =>
        new(options) { Path = RootOf(context) is { Length: > 0 } root ? root : "/" };

    private string RootOf(HttpContext context)
    {
        var own = $"{AskedWorkspace.Path}/{workspace}";
        var path = context.Request.PathBase.Value ?? "";
        return path.EndsWith(own, StringComparison.OrdinalIgnoreCase) ? path[..^own.Length] : path;
    }
}
