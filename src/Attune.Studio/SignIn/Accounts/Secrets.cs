using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Attune.Studio.SignIn.Accounts;

/// <summary>Random codes, and what is kept of them. They hold 256 random bits, so that a plain hash gives nothing away.</summary>
internal static class Secrets
{
    /// <summary>A new code, of letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>A new name that gives nothing away and is not guessed by chance.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    public static string HashOf(string code) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    /// <summary>Compares in a time that does not depend on where the first difference is.</summary>
    public static bool Matches(string code, string hash) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(HashOf(code)),
            Encoding.UTF8.GetBytes(hash)
        );
}
