using Microsoft.AspNetCore.Identity;

namespace Attune.Studio.SignIn.Accounts;

/// <summary>Hashes and checks passwords, as ASP.NET Core's own Identity does (PBKDF2 with HMAC-SHA512 and a salt each).</summary>
internal static class Passwords
{
    /// <summary>The fewest characters of a password.</summary>
    public const int Shortest = 12;

    /// <summary>The most characters of a password: hashing more would only cost time.</summary>
    public const int Longest = 256;

    private static readonly PasswordHasher<object> Hasher = new();
    private static readonly object Anyone = new();
    private static readonly string OfNobody = Hash(Secrets.New());

    public static string Hash(string password) => Hasher.HashPassword(Anyone, password);

    /// <summary>Whether the password is the one that was hashed. Takes as long when there is no hash at all.</summary>
    public static bool Matches(string password, string? hash) =>
        password.Length <= Longest
        && Hasher.VerifyHashedPassword(Anyone, hash ?? OfNobody, password)
            is not PasswordVerificationResult.Failed
        && hash is not null;

    /// <summary>What is wrong with a password that somebody chose; null when nothing is.</summary>
    public static string? ProblemOf(string password, string name) =>
        password.Length < Shortest ? $"A password has at least {Shortest} characters."
        : password.Length > Longest ? $"A password has at most {Longest} characters."
        : password.Distinct().Count() < 5 ? "A password has at least five different characters."
        : password.Contains(name, StringComparison.OrdinalIgnoreCase)
            ? "A password does not contain the name of its account."
        : null;
}
