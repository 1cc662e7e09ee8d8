using System.Security.Claims;
using Attune.Studio.SignIn.Sessions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.SignIn;

/// <summary>Ends what an open page shows and may do as soon as its session is ended, or its account is changed or removed; each act asks anyway.</summary>
internal sealed class SessionWatch : RevalidatingServerAuthenticationStateProvider
{
    private readonly SessionBook _sessions;

    public SessionWatch(ILoggerFactory loggers, SessionBook sessions)
        : base(loggers)
    {
        _sessions = sessions;
        _sessions.Changed += Judge;
    }

    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        if (_sessions.PersonOf(authenticationState.User) is null)
        {
            return false;
        }
        // A page that is open is used, though its browser asks for nothing else.
        await _sessions.SeeAsync(authenticationState.User, null).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _sessions.Changed -= Judge;
        base.Dispose(disposing);
    }

    private void Judge() => _ = Task.Run(JudgeAsync);

    private async Task JudgeAsync()
    {
        AuthenticationState state;
        try
        {
            state = await GetAuthenticationStateAsync().ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // The page has not begun; its beginning asks.
            return;
        }
        if (state.User.Identity is { IsAuthenticated: true } && _sessions.PersonOf(state.User) is null)
        {
            SetAuthenticationState(
                Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())))
            );
        }
    }
}
