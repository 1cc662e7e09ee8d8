using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Attune.Studio.SignIn;

/// <summary>Codes that open the studio in a browser: each is good once, for minutes, and only its sum is kept. Thread-safe.</summary>
/// <remarks>A code may stand in an address, which histories and screens keep; what it is swapped for may not.</remarks>
internal sealed class SignInCodes(TimeProvider time)
{
    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int Most = 100;

    private readonly ConcurrentDictionary<string, Issued> _codes = new(StringComparer.Ordinal);

    /// <summary>A new code for a person: 256 random bits.</summary>
    public string Issue(Caller.Person person)
    {
        var now = time.GetUtcNow();
        foreach (var (sum, issued) in _codes)
        {
            if (issued.Until <= now)
            {
                _codes.TryRemove(sum, out _);
            }
        }
        while (_codes.Count >= Most && _codes.MinBy(pair => pair.Value.Until) is { Key: { } oldest })
        {
            _codes.TryRemove(oldest, out _);
        }
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _codes[Sum(code)] = new Issued(person, now + Lifetime);
        return code;
    }

    /// <summary>Whom a code lets in; null when it was never issued, was used, or is too old.</summary>
    public Caller.Person? Redeem(string code) =>
        // Looked up by its sum: how long that takes tells nothing about the code.
        code.Length <= 200
        && _codes.TryRemove(Sum(code), out var issued)
        && issued.Until > time.GetUtcNow()
            ? issued.Person
            : null;

    private static string Sum(string code) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    private sealed record Issued(Caller.Person Person, DateTimeOffset Until);
}
