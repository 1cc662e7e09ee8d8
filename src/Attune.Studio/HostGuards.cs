using Attune.Studio.Audit;
using Attune.Studio.Guards;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Attune.Studio.SignIn.Sessions;

namespace Attune.Studio;

/// <summary>What stands between the host and those who call it: who may sign in, who did what, and the door with TLS.</summary>
/// <param name="SignIn">What tokens are compared with.</param>
/// <param name="Codes">One-time codes, good at every workspace.</param>
/// <param name="Audit">Who did what.</param>
/// <param name="Tls">Where the host listens with TLS; null when it does not.</param>
internal sealed record HostGuards(SignInParts SignIn, SignInCodes Codes, AuditLog Audit, TlsDoor? Tls)
    : IAsyncDisposable
{
    /// <summary>Who is signed in with a browser.</summary>
    public required SessionBook Sessions { get; init; }

    /// <summary>The pages that are kept alive.</summary>
    public required OpenPages Pages { get; init; }

    /// <summary>Reads them from a home; what is missing is made.</summary>
    public static async Task<HostGuards> OpenAsync(
        StudioOptions options,
        StudioParts parts,
        CancellationToken cancellationToken
    )
    {
        var tls = TlsDoor.Of(options, parts.Time);
        var accounts = await AccountBook
            .OpenAsync(parts.Database.Documents, parts.Time, cancellationToken)
            .ConfigureAwait(false);
        var sessions = await SessionBook
            .OpenAsync(parts.Database.Documents, accounts, parts.Time, cancellationToken)
            .ConfigureAwait(false);
        return new HostGuards(
            new SignInParts(
                HostToken.Of(options.Home),
                TrialTokens.Of(options.Home),
                parts.Trials,
                accounts,
                new InstanceTokens(parts.Workspace?.Compute, accounts)
            ),
            new SignInCodes(parts.Time),
            AuditLog.Open(options.Home, parts.Time),
            tls
        )
        {
            Sessions = sessions,
            Pages = new OpenPages(options.MostPagesEach, options.MostPages),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Audit.DisposeAsync().ConfigureAwait(false);
        Sessions.Dispose();
        SignIn.Accounts.Dispose();
    }
}
