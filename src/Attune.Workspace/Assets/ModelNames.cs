using System.Text;

namespace Attune.Workspace.Assets;

/// <summary>What names, aliases, tags and texts in the registry may be.</summary>
internal static class ModelNames
{
    private const int LongestName = 200;
    private const int LongestAlias = 255;
    private const int LongestKey = 250;
    private const int LongestValue = 100_000;
    private const int LongestText = 100_000;

    // A name is a folder's name and part of addresses: what means something to either is refused.
    private const string Refused = "/\\:;#%?*\"<>|";

    /// <summary>Refuses what is no model's name.</summary>
    public static string Check(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Invalid("A registered model needs a name.");
        }
        if (
            Encoding.UTF8.GetByteCount(name) > LongestName
            || name[0] == '.'
            || name.Trim().Length != name.Length
            || name.Any(c =>
                char.IsControl(c) || c == '\uFFFD' || Refused.Contains(c, StringComparison.Ordinal)
            )
        )
        {
            throw Invalid(
                $"A registered model's name has at most {LongestName} bytes, begins with no dot and ends with no blank, and has none of {Refused} in it."
            );
        }
        return name;
    }

    /// <summary>Refuses what is no alias: <c>latest</c> and <c>v3</c> mean something already.</summary>
    public static string CheckAlias(string? alias)
    {
        if (
            string.IsNullOrEmpty(alias)
            || alias.Length > LongestAlias
            || !alias.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.')
        )
        {
            throw Invalid(
                $"An alias has at most {LongestAlias} letters, digits, dashes, dots and underscores."
            );
        }
        return
            alias.Equals("latest", StringComparison.OrdinalIgnoreCase)
            || (alias[0] is 'v' or 'V' && alias.Length > 1 && alias.Skip(1).All(char.IsAsciiDigit))
            ? throw Invalid($"'{alias}' cannot be an alias: it means a version already.")
            : alias;
    }

    /// <summary>Refuses tags or properties that are too long.</summary>
    public static void CheckTags(IReadOnlyDictionary<string, string> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (string.IsNullOrEmpty(key) || key.Length > LongestKey || value.Length > LongestValue)
            {
                throw Invalid(
                    $"A tag has a name of 1 to {LongestKey} characters and a value of at most {LongestValue}."
                );
            }
        }
    }

    /// <summary>Refuses a text that is too long.</summary>
    public static void CheckText(string? text)
    {
        if (text?.Length > LongestText)
        {
            throw Invalid($"A description has at most {LongestText} characters.");
        }
    }

    private static AssetException Invalid(string message) => new(AssetFault.Invalid, message);
}
