using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.SignIn;

/// <summary>The pages that a browser gets without a session: to sign in, and to be told that there is nothing. No script runs in them.</summary>
internal static class SignInPage
{
    /// <summary>Writes the sign-in page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status to answer with.</param>
    /// <param name="problem">What went wrong; null when nothing did.</param>
    /// <param name="token">The form's proof that it is ours; null for a page without the form.</param>
    /// <param name="hasAccounts">Whether anybody may have a name and a password.</param>
    public static Task WriteAsync(
        HttpContext context,
        int status,
        string? problem,
        string? token,
        bool hasAccounts
    )
    {
        var path = context.Request.PathBase + SignInCalls.Path;
        var target = context.Request.Query[SignInCalls.Return].ToString();
        var action =
            target.Length == 0 ? path : $"{path}?{SignInCalls.Return}={Uri.EscapeDataString(target)}";
        var byName =
            token is null || !hasAccounts
                ? ""
                : $"""
                    <form method="post" action="{Encode(
                        action.Replace(path, path + "/password", StringComparison.Ordinal)
                    )}">
                      <input type="hidden" name="__RequestVerificationToken" value="{Encode(token)}">
                      <label for="name">Name</label>
                      <input id="name" name="name" autocomplete="username" required autofocus>
                      <label for="password">Password</label>
                      <input id="password" name="password" type="password" autocomplete="current-password" required>
                      <button type="submit">Sign in</button>
                    </form>
                    <hr>
                    """;
        var form = token is null
            ? ""
            : $"""
                <form method="post" action="{Encode(action)}">
                  <input type="hidden" name="__RequestVerificationToken" value="{Encode(token)}">
                  <label for="code">Code, or the whole address that has it</label>
                  <input id="code" name="code" type="password" autocomplete="one-time-code" required {(
                    hasAccounts ? "" : "autofocus"
                )}>
                  <button type="submit">Sign in</button>
                </form>
                <p class="quiet">Where Attune runs, <code>attune studio</code> prints an address that signs you in. Its code is good once, for ten minutes.</p>
                """;
        return ShowAsync(context, status, "Sign in", Problem(problem) + byName + form);
    }

    /// <summary>Writes the page for an address that leads nowhere.</summary>
    public static Task MissingAsync(HttpContext context, int status) =>
        ShowAsync(
            context,
            status,
            status == StatusCodes.Status404NotFound ? "There is nothing here" : "You may not look at this",
            $"""<p><a href="{Encode(context.Request.PathBase + "/")}">To the studio</a></p>"""
        );

    /// <summary>Writes a page of this kind.</summary>
    public static Task ShowAsync(HttpContext context, int status, string title, string content)
    {
        var root = Encode(context.Request.PathBase + "/");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{Encode(title)} - Attune</title>
              <link rel="icon" href="{root}favicon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="{root}studio.css">
            </head>
            <body class="door"><main><h1><img src="{root}favicon.svg" alt="" width="28" height="28">{Encode(
                title
            )}</h1>{content}</main></body>
            </html>
            """,
            context.RequestAborted
        );
    }

    /// <summary>What went wrong, for a page.</summary>
    public static string Problem(string? text) =>
        text is null ? "" : $"""<p class="problem" role="alert">{Encode(text)}</p>""";

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
