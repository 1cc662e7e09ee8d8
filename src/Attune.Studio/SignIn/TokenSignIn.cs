using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn.Accounts;
using Attune.Workspace.Metrics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Attune.Studio.SignIn;

/// <summary>Reads the token of a request: <c>Bearer</c>, or <c>Basic</c> with the user <c>attune</c> and the token as password.</summary>
/// <remarks>A trial's token counts while its attempt is the current one of a live trial; otherwise the refusal says why.</remarks>
internal sealed class TokenSignIn(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SignInParts parts
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "attune";

    /// <summary>The role that the local command has and no trial.</summary>
    public const string HostRole = "host";

    /// <summary>The role of a trial's current attempt.</summary>
    public const string TrialRole = "trial";

    private const string RefusalKey = "attune.refusal";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var token = Read(Request.Headers.Authorization.ToString());
        if (token is null)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }
        if (HostToken.AreEqual(token, parts.HostToken))
        {
            return Task.FromResult(Accept(new Caller.Host(), HostRole, Access.NameOf(Role.Owner)));
        }
        if (parts.Accounts.Verify(token) is var (account, role))
        {
            return Task.FromResult(Accept(new Caller.Person(account.Name, role), Access.NameOf(role)));
        }
        if (parts.Instances.Verify(token) is { } person)
        {
            return Task.FromResult(Accept(person, Access.NameOf(person.Role)));
        }
        if (parts.Tokens.Verify(token) is not var (run, attempt))
        {
            return Task.FromResult(AuthenticateResult.Fail("unknown token"));
        }
        switch (parts.Trials.Find(run))
        {
            case null:
                // Not known yet, as in the first moments of a host that was started again: the client tries again.
                return Refuse(MLflowError.Unavailable($"The host does not know trial '{run}' (yet)."));
            case { Attempt: var current } when current != attempt:
                return Refuse(
                    MLflowError.Denied(
                        FormattableString.Invariant(
                            $"Attempt {attempt} of trial '{run}' was replaced by attempt {current}; what it logs no longer counts."
                        )
                    )
                );
            case { IsLive: false }:
                return Refuse(
                    MLflowError.Denied($"Trial '{run}' has ended; nothing more can be logged to it.")
                );
            case var trial:
                return Task.FromResult(Accept(new Caller.Trial(trial), TrialRole));
        }
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Context.Items.TryGetValue(RefusalKey, out var refusal) && refusal is MLflowError error
            ? MLflowReply.WriteAsync(Context, error)
            : MLflowReply.WriteAsync(Context, MLflowError.Unauthenticated());

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        MLflowReply.WriteAsync(
            Context,
            MLflowError.Denied(
                Context.Features.Get<Caller>() is Caller.Person person
                    ? $"The role '{Access.NameOf(person.Role)}' does not allow this call."
                    : "A trial's token does not allow this call."
            )
        );

    private AuthenticateResult Accept(Caller caller, params string[] roles)
    {
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity(
            roles.Select(role => new Claim(ClaimTypes.Role, role)),
            Name,
            null,
            ClaimTypes.Role
        );
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    private Task<AuthenticateResult> Refuse(MLflowError error)
    {
        Context.Items[RefusalKey] = error;
        return Task.FromResult(AuthenticateResult.Fail(error.Message));
    }

    /// <summary>The token in an Authorization header; null when there is none.</summary>
    internal static string? Read(string header)
    {
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header[7..].Trim();
        }
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header[6..].Trim()));
            return pair.StartsWith("attune:", StringComparison.Ordinal) ? pair["attune:".Length..] : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>What tokens are compared with.</summary>
internal sealed record SignInParts(
    string HostToken,
    TrialTokens Tokens,
    ITrialDirectory Trials,
    AccountBook Accounts,
    InstanceTokens Instances
);
