using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Attune.Studio.SignIn;

/// <summary>The token of the local command: all rights. In <c>keys/host-token</c> of the home, readable by its owner alone.</summary>
public static class HostToken
{
    private const string Prefix = "attune-host.";

    /// <summary>The home's token; made when there is none.</summary>
    /// <param name="home">The home folder.</param>
    public static string Of(string home) =>
        HomeKeys.Text(
            home,
            "host-token",
            () => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))
        );

    internal static bool AreEqual(string left, string right) =>
        // Of the sums, so that not even the length shows in the time it takes.
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(left)),
            SHA256.HashData(Encoding.UTF8.GetBytes(right))
        );
}
