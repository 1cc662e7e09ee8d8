using System.Text.Encodings.Web;
using Attune.Studio.SignIn.Accounts;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.SignIn;

/// <summary>The page on which somebody who was invited chooses a password.</summary>
internal static class InvitationPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="account">Who is invited; null when the invitation counts for nothing.</param>
    /// <param name="code">The code of the invitation.</param>
    /// <param name="problem">What went wrong; null when nothing did.</param>
    /// <param name="token">The form's proof that it is ours.</param>
    public static Task WriteAsync(
        HttpContext context,
        Account? account,
        string code,
        string? problem,
        string token
    ) =>
        account is null
            ? SignInPage.ShowAsync(
                context,
                StatusCodes.Status410Gone,
                "This invitation has ended",
                SignInPage.Problem(
                    "It was used, is older than seven days, or was replaced by another. Ask for a new one."
                )
            )
            : SignInPage.ShowAsync(
                context,
                problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
                "Welcome, " + account.Name,
                SignInPage.Problem(problem) + Form(context, account, code, token)
            );

    private static string Form(HttpContext context, Account account, string code, string token) =>
        $"""
            <p>Choose a password of at least {Passwords.Shortest} characters. You look at this studio as <strong>{Access.NameOf(
                account.Role
            )}</strong>.</p>
            <form method="post" action="{Encode(context.Request.PathBase + context.Request.Path)}">
              <input type="hidden" name="__RequestVerificationToken" value="{Encode(token)}">
              <input type="hidden" name="code" value="{Encode(code)}">
              <input type="hidden" name="name" value="{Encode(account.Name)}" autocomplete="username">
              <label for="password">Password</label>
              <input id="password" name="password" type="password" autocomplete="new-password" minlength="{Passwords.Shortest}" required autofocus>
              <label for="again">The same again</label>
              <input id="again" name="again" type="password" autocomplete="new-password" required>
              <button type="submit">Sign in</button>
            </form>
            """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
