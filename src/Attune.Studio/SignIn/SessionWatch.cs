using Attune.Studio.SignIn.Accounts;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.SignIn;

/// <summary>Ends what an open page may do within a minute after its account was changed or removed; each act asks anyway.</summary>
internal sealed class SessionWatch(ILoggerFactory loggers, AccountBook accounts)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    ) => Task.FromResult(Session.PersonOf(authenticationState.User, accounts) is not null);
}
