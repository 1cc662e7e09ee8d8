using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Attune.Studio.SignIn;

/// <summary>Lets a signed link in where an endpoint takes links beside tokens.</summary>
internal sealed class LinkSignIn(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SignedLinks links
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "link";

    /// <summary>Readers and links.</summary>
    public const string Read = "link-read";

    /// <summary>Contributors, and links that may write.</summary>
    public const string Write = "link-write";

    /// <summary>Adds the policies.</summary>
    public static void Set(AuthorizationOptions authorization)
    {
        authorization.AddPolicy(Read, policy => Both(policy, Role.Reader));
        authorization.AddPolicy(Write, policy => Both(policy, Role.Contributor));
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(
            Request.Headers.Authorization.Count == 0 && links.Permits(Request)
                ? AuthenticateResult.Success(
                    new AuthenticationTicket(
                        new ClaimsPrincipal(
                            new ClaimsIdentity(
                                [new Claim(ClaimTypes.Role, Name)],
                                Name,
                                null,
                                ClaimTypes.Role
                            )
                        ),
                        Name
                    )
                )
                : AuthenticateResult.NoResult()
        );

    // What to say to a stranger, the token's scheme says.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Task.CompletedTask;

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Task.CompletedTask;

    private static void Both(AuthorizationPolicyBuilder policy, Role least) =>
        policy
            .AddAuthenticationSchemes(TokenSignIn.Name, Name)
            .RequireRole([
                Name,
                .. Enum.GetValues<Role>().Where(role => role >= least).Select(Access.NameOf),
            ]);
}
