using System.Security.Cryptography.X509Certificates;
using Attune.Client;

namespace Attune.Cli.Profiles;

/// <summary>The host elsewhere that a command speaks to, instead of a home on this machine.</summary>
/// <param name="Login">The way to it.</param>
/// <param name="Profile">The profile that it comes from; null when it was named otherwise.</param>
internal sealed record Remote(HostLogin Login, string? Profile)
{
    private const string Server = "ATTUNE_SERVER";
    private const string Token = "ATTUNE_TOKEN";
    private const string Certificate = "ATTUNE_CERTIFICATE";

    /// <summary>Where it is.</summary>
    public string Address => Login.Address.ToString();

    /// <summary>Which host is meant; null for the home on this machine.</summary>
    /// <remarks><c>--server</c>, then <c>--home</c>, then <c>ATTUNE_SERVER</c>, then <c>ATTUNE_HOME</c>, then the profile in use.</remarks>
    /// <param name="server">What <c>--server</c> says: an address, or a profile's name.</param>
    /// <param name="home">What <c>--home</c> says.</param>
    /// <exception cref="InvalidSpecException">There is no such profile, or no token.</exception>
    public static Remote? Find(string? server, string? home)
    {
        if (server is { Length: > 0 })
        {
            if (home is { Length: > 0 })
            {
                throw Wrong(
                    "--server",
                    "A home is on this machine, a server elsewhere.",
                    "--home or --server, not both"
                );
            }
            return Named(server, "--server");
        }
        if (home is { Length: > 0 })
        {
            return null;
        }
        if (Environment.GetEnvironmentVariable(Server) is { Length: > 0 } variable)
        {
            return Named(variable, Server);
        }
        return
            Environment.GetEnvironmentVariable("ATTUNE_HOME") is not { Length: > 0 }
            && ProfileFile.Read() is { Current: { } current } list
            ? Of(
                list.Profiles.FirstOrDefault(profile => profile.Name == current)
                    ?? throw Wrong(
                        "profile",
                        $"There is no profile '{current}' any more.",
                        "attune profile list"
                    )
            )
            : null;
    }

    /// <summary>An address as it was typed, made whole; null when it is none.</summary>
    public static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address
            : null;

    /// <summary>The SHA-256 sum of a certificate: as it was typed, or of the one in a PEM file.</summary>
    /// <exception cref="InvalidSpecException">It is neither.</exception>
    public static string FingerprintOf(string text)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        if (digits.Length == 64 && digits.All(char.IsAsciiHexDigit))
        {
            return digits.ToUpperInvariant();
        }
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(text);
            return HostLogin.FingerprintOf(certificate);
        }
        catch (System.Security.Cryptography.CryptographicException error)
        {
            throw Wrong(
                "certificate",
                $"'{text}' is neither a certificate's file nor its SHA-256 sum: {error.Message}",
                "on the host: attune certificate export FILE, or attune certificate show"
            );
        }
    }

    public static InvalidSpecException Wrong(string path, string message, string hint) =>
        new([new Problem(path, message, hint)]);

    private static Remote Named(string text, string from)
    {
        var list = ProfileFile.Read();
        if (list.Profiles.FirstOrDefault(profile => profile.Name == text) is { } named)
        {
            return Of(named);
        }
        if (AddressOf(text) is not { } address)
        {
            throw Wrong(
                from,
                $"'{text}' is neither an address nor a profile.",
                "https://HOST:PORT/, or a name of attune profile list"
            );
        }
        var known = list.Profiles.FirstOrDefault(profile => AddressOf(profile.Server) == address);
        // A variable may be meant for another host: it counts where nobody signed in.
        var token = known?.Token ?? Environment.GetEnvironmentVariable(Token);
        if (string.IsNullOrEmpty(token))
        {
            throw Wrong(from, $"There is no token for {address}.", $"attune login {address}, or set {Token}");
        }
        return new Remote(
            new HostLogin(address, token)
            {
                Fingerprint = Environment.GetEnvironmentVariable(Certificate) is { Length: > 0 } trusted
                    ? FingerprintOf(trusted)
                    : known?.Fingerprint,
            },
            known?.Name
        );
    }

    private static Remote Of(Profile profile) =>
        new(
            new HostLogin(
                AddressOf(profile.Server)
                    ?? throw Wrong(
                        "profile",
                        $"The profile '{profile.Name}' has no address: '{profile.Server}'.",
                        $"attune logout {profile.Name}"
                    ),
                profile.Token
            )
            {
                Fingerprint = profile.Fingerprint,
            },
            profile.Name
        );
}
