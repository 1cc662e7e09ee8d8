using System.Text;
using System.Text.RegularExpressions;

namespace Attune.Jobs;

/// <summary>The patterns of a <c>.gitignore</c> or <c>.amlignore</c>: which files of a code folder are left out of its snapshot.</summary>
/// <remarks>The rules of git's ignore files: last match wins, <c>!</c> takes back, a trailing <c>/</c> means folders, a slash elsewhere
/// anchors to the file's own folder, <c>*</c> stops at a slash and <c>**</c> does not.</remarks>
public sealed class IgnoreRules
{
    private readonly List<Rule> _rules = [];

    /// <summary>Adds a file's patterns; <paramref name="folder"/> is where the file lies, relative to the root, "" for the root.</summary>
    public void Add(string folder, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var pattern = line.TrimEnd('\r');
            if (pattern.Length == 0 || pattern[0] == '#')
            {
                continue;
            }
            pattern = pattern.EndsWith("\\ ", StringComparison.Ordinal) ? pattern : pattern.TrimEnd(' ');
            var keep = pattern.StartsWith('!');
            pattern = keep ? pattern[1..] : pattern;
            var folderOnly = pattern.EndsWith('/');
            pattern = folderOnly ? pattern.TrimEnd('/') : pattern;
            if (pattern.Length > 0 && Compile(folder, pattern) is { } compiled)
            {
                _rules.Add(new Rule(compiled, keep, folderOnly));
            }
        }
    }

    /// <summary>Whether this path (relative to the root, with <c>/</c>) is left out.</summary>
    public bool Ignores(string path, bool isFolder)
    {
        for (var i = _rules.Count - 1; i >= 0; i--)
        {
            var rule = _rules[i];
            if ((isFolder || !rule.FolderOnly) && rule.Pattern.IsMatch(path))
            {
                return !rule.Keep;
            }
        }
        return false;
    }

    /// <summary>The pattern as a regular expression; null for one that matches nothing, such as <c>[z-a]</c>.</summary>
    private static Regex? Compile(string folder, string pattern)
    {
        var anchored = pattern.AsSpan(0, pattern.Length - 1).Contains('/');
        pattern = pattern.TrimStart('/');
        var regex = new StringBuilder("^");
        if (folder.Length > 0)
        {
            regex.Append(Regex.Escape(folder)).Append('/');
        }
        if (!anchored)
        {
            regex.Append("(?:.*/)?");
        }
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest.StartsWith("**/"))
            {
                regex.Append("(?:.*/)?");
                i += 2;
            }
            else if (rest.StartsWith("**"))
            {
                regex.Append(".*");
                i += 1;
            }
            else
            {
                i = Single(pattern, i, regex);
            }
        }
        try
        {
            return new Regex(
                regex.Append("\\z").ToString(),
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline
            );
        }
        catch (RegexParseException)
        {
            return null;
        }
    }

    private static int Single(string pattern, int i, StringBuilder regex)
    {
        switch (pattern[i])
        {
            case '*':
                regex.Append("[^/]*");
                return i;
            case '?':
                regex.Append("[^/]");
                return i;
            case '\\' when i + 1 < pattern.Length:
                regex.Append(Regex.Escape(pattern[i + 1].ToString()));
                return i + 1;
            case '[' when pattern.IndexOf(']', i + 1) is > 0 and var end && end > i + 1:
                var set = pattern[(i + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal);
                regex.Append('[').Append(set.StartsWith('!') ? "^" + set[1..] : set).Append(']');
                return end;
            default:
                regex.Append(Regex.Escape(pattern[i].ToString()));
                return i;
        }
    }

    private sealed record Rule(Regex Pattern, bool Keep, bool FolderOnly);
}
