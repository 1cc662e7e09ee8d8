using Attune.Studio.Entrances;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.SignIn;

/// <summary>The cookie of a session is the whole host's: signed in to one workspace, one is to all; signed out too.</summary>
/// <param name="workspace">The workspace whose pages set it.</param>
internal sealed class SessionCookies(string workspace) : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) =>
        _cookies.GetRequestCookie(context, key);

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, key, value, AtRoot(context, options));

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _cookies.DeleteCookie(context, key, AtRoot(context, options));

    private CookieOptions AtRoot(HttpContext context, CookieOptions options)
    {
        var own = $"{AskedWorkspace.Path}/{workspace}";
        var path = context.Request.PathBase.Value ?? "";
        path = path.EndsWith(own, StringComparison.OrdinalIgnoreCase) ? path[..^own.Length] : path;
        return new CookieOptions(options) { Path = path.Length == 0 ? "/" : path };
    }
}
