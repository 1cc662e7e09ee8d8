using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Guards;

/// <summary>What browsers are told about every answer: to load nothing from elsewhere, to guess no types, to tell nobody where they came from.</summary>
internal static class SecurityHeaders
{
    /// <summary>Allowed beside the host's own files: values of <c>style</c> attributes, in which rows of a long table say their height and
    /// charts their place, and <c>data:</c> images, which the charts and the components draw with. No inline script or style sheet, no eval.</summary>
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

    public static Task Set(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
        return next(context);
    }
}
