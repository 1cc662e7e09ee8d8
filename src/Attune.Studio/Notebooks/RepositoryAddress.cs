using System.Text.RegularExpressions;

namespace Attune.Studio.Notebooks;

/// <summary>The address of a git repository that may be cloned.</summary>
/// <param name="Text">As git takes it.</param>
/// <param name="Name">What its folder is called.</param>
internal sealed partial record RepositoryAddress(string Text, string Name)
{
    private const int Longest = 2000;

    /// <summary>Reads an address: <c>https://…</c>, <c>ssh://…</c> or <c>user@host:path</c>.</summary>
    /// <exception cref="IOException">It is none; the message says what is.</exception>
    public static RepositoryAddress Read(string text)
    {
        var asked = text.Trim();
        var isShort = Short().IsMatch(asked);
        if (
            asked.Length is 0 or > Longest
            || asked.StartsWith('-')
            || asked.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            || !(isShort || IsWhole(asked))
        )
        {
            throw new IOException(
                "This is no address of a repository: https://HOST/PATH, ssh://USER@HOST/PATH or USER@HOST:PATH."
            );
        }
        var last = asked.TrimEnd('/').Split('/', ':')[^1];
        var name = last.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? last[..^4] : last;
        name = Uri.UnescapeDataString(name);
        return FileName.ProblemOf(name) is { } problem
            ? throw new IOException($"The address does not end with a name: {problem}")
            : new RepositoryAddress(asked, name);
    }

    // A password would stand in the repository's settings, and in lists of processes.
    private static bool IsWhole(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "https" or "ssh"
        && address.Host.Length > 0
        && !address.Host.StartsWith('-')
        && !address.UserInfo.Contains(':', StringComparison.Ordinal)
        && !address.UserInfo.StartsWith('-')
        && (address.Scheme == "ssh" || address.UserInfo.Length == 0)
            ? address.AbsolutePath.Length > 1
            : false;

    [GeneratedRegex(
        @"^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:(?!-)[^\\:]+\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Short();
}
