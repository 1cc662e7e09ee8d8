using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Attune.Studio.SignIn;

/// <summary>Tokens by which a trial's process proves which run and attempt it is. Nothing is stored: a token is its own proof.</summary>
/// <remarks>
/// <c>attune-trial.RUN.ATTEMPT.SUM</c>, where SUM is an HMAC-SHA256 over run and attempt with the home's secret. The same attempt has
/// the same token after a restart of the host. Whether the attempt still counts is for the caller to ask. Thread-safe.
/// </remarks>
public sealed class TrialTokens
{
    private const string Prefix = "attune-trial.";

    private readonly byte[] _secret;

    internal TrialTokens(byte[] secret) => _secret = secret;

    /// <summary>The tokens of a home; its secret is made when there is none.</summary>
    /// <param name="home">The home folder.</param>
    public static TrialTokens Of(string home) => new(HomeKeys.Secret(home, "trial-secret"));

    /// <summary>The token of an attempt.</summary>
    /// <param name="run">The trial's job name.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    public string Issue(string run, int attempt) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(run))}.{attempt}.{Base64Url.EncodeToString(Sum(run, attempt))}"
        );

    /// <summary>The run and attempt that a token was issued for; null when it was not issued by this home.</summary>
    public (string Run, int Attempt)? Verify(string token)
    {
        if (!token.StartsWith(Prefix, StringComparison.Ordinal) || token.Length > 1024)
        {
            return null;
        }
        var parts = token[Prefix.Length..].Split('.');
        if (
            parts.Length != 3
            || !TryDecode(parts[0], out var name)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            || !TryDecode(parts[2], out var sum)
        )
        {
            return null;
        }
        var run = Encoding.UTF8.GetString(name);
        return CryptographicOperations.FixedTimeEquals(sum, Sum(run, attempt)) ? (run, attempt) : null;
    }

    private byte[] Sum(string run, int attempt) =>
        HMACSHA256.HashData(
            _secret,
            Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"attune trial\n{attempt}\n{run}")
            )
        );

    private static bool TryDecode(string text, out byte[] bytes)
    {
        try
        {
            bytes = Base64Url.DecodeFromChars(text);
            return true;
        }
        catch (FormatException)
        {
            bytes = [];
            return false;
        }
    }
}
