using System.Text.RegularExpressions;

namespace Attune.Studio.SignIn.Accounts;

/// <summary>What an account may be called: what is a folder's name on every system, for its files lie in one.</summary>
internal static partial class AccountName
{
    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? ProblemOf(string name) =>
        name is "owner" or "host" ? $"'{name}' is the name of this machine's own user."
        : Pattern().IsMatch(name) ? null
        : $"'{name}' cannot be the name of an account: lower case letters, digits, '.', '_' and '-', at most 40, the first a letter or a digit.";

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,39}\\z(?<![.])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
