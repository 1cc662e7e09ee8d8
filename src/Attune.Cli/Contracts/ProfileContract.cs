using Attune.Cli.Profiles;

namespace Attune.Cli.Contracts;

/// <summary>A profile as <c>--json</c> gives it; its token is told to nobody.</summary>
internal sealed record ProfileContract(
    string Name,
    string Server,
    string User,
    string? Fingerprint,
    bool Current
)
{
    public static ProfileContract Of(Profile profile, string? current) =>
        new(profile.Name, profile.Server, profile.User, profile.Fingerprint, profile.Name == current);
}
