using Microsoft.AspNetCore.Authorization;

namespace Attune.Studio.SignIn;

/// <summary>What people may do in the studio; each may what those before it may.</summary>
public enum Role
{
    /// <summary>Looks at everything, changes nothing and runs nothing.</summary>
    Reader,

    /// <summary>Also runs jobs, which run code as the host's account, and changes what is their own.</summary>
    Contributor,

    /// <summary>Also hands in job files that name folders of this machine, deletes for good, and manages users. The local command is an owner.</summary>
    Owner,
}

/// <summary>The policies that endpoints and pages name. A trial satisfies those alone that say so; without one, any caller who is signed in does.</summary>
internal static class Access
{
    /// <summary>Readers, contributors and owners.</summary>
    public const string Read = "read";

    /// <summary>Contributors and owners.</summary>
    public const string Contribute = "contribute";

    /// <summary>Owners.</summary>
    public const string Own = "own";

    /// <summary>As <see cref="Read"/>, and trials: the call itself holds them to what is theirs.</summary>
    public const string ReadOrTrial = "read-or-trial";

    /// <summary>As <see cref="Contribute"/>, and trials: the call itself holds them to what is theirs.</summary>
    public const string ContributeOrTrial = "contribute-or-trial";

    /// <summary>As <see cref="Own"/>, and trials: the call itself holds them to what is theirs.</summary>
    public const string OwnOrTrial = "own-or-trial";

    /// <summary>Adds the policies, and refuses whoever is not signed in wherever an endpoint names none.</summary>
    public static void Set(AuthorizationOptions authorization)
    {
        authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        authorization.AddPolicy(TokenSignIn.HostRole, policy => policy.RequireRole(TokenSignIn.HostRole));
        foreach (
            var (role, people, alsoTrials) in (ReadOnlySpan<(Role, string, string)>)
                [
                    (Role.Reader, Read, ReadOrTrial),
                    (Role.Contributor, Contribute, ContributeOrTrial),
                    (Role.Owner, Own, OwnOrTrial),
                ]
        )
        {
            var names = Names(role);
            authorization.AddPolicy(people, policy => policy.RequireRole(names));
            authorization.AddPolicy(
                alsoTrials,
                policy => policy.RequireRole([.. names, TokenSignIn.TrialRole])
            );
        }
    }

    /// <summary>A role as it stands among a caller's claims.</summary>
    public static string NameOf(Role role) =>
        role switch
        {
            Role.Reader => "reader",
            Role.Contributor => "contributor",
            _ => "owner",
        };

    private static string[] Names(Role least) =>
        [.. Enum.GetValues<Role>().Where(role => role >= least).Select(NameOf)];
}
