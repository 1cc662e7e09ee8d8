using System.Text.RegularExpressions;

namespace Attune.Workspace.JobFiles.References;

/// <summary>What kind of place a reference in a job file leads to.</summary>
public enum ReferenceKind
{
    /// <summary>A file or folder of this machine.</summary>
    Local,

    /// <summary>A file on the web, fetched once.</summary>
    Web,

    /// <summary>Something that only a cloud can resolve, unless the settings map it to a place on this machine.</summary>
    Cloud,

    /// <summary>A git repository, which is not fetched.</summary>
    Git,

    /// <summary>An address of a kind that is not known.</summary>
    Unknown,
}

/// <summary>A reference in a job file: a path or an address.</summary>
/// <param name="Text">As written.</param>
/// <param name="Kind">What kind of place it leads to.</param>
/// <param name="Path">For a local one the path as written, without <c>file:</c>; else the text.</param>
public sealed partial record Reference(string Text, ReferenceKind Kind, string Path)
{
    /// <summary>Classifies a reference. Nothing is looked up.</summary>
    public static Reference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (GitAddress().IsMatch(trimmed))
        {
            return new(text, ReferenceKind.Git, trimmed);
        }
        if (CloudAddress().IsMatch(trimmed))
        {
            return new(text, ReferenceKind.Cloud, trimmed);
        }
        if (trimmed.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return new(text, ReferenceKind.Local, FilePath(trimmed[5..]));
        }
        var scheme = Scheme().Match(trimmed);
        return !scheme.Success ? new(text, ReferenceKind.Local, trimmed)
            : scheme.Groups[1].Value.ToUpperInvariant() is "HTTP" or "HTTPS"
                ? new(text, ReferenceKind.Web, trimmed)
            : new(text, ReferenceKind.Unknown, trimmed);
    }

    /// <summary>The absolute path of a local reference.</summary>
    /// <param name="folder">The folder of the job file.</param>
    public string Resolve(string folder)
    {
        var full = System.IO.Path.GetFullPath(Path, folder);
        // Files written on Windows separate with a backslash, which is a letter of a name here.
        return Path.Contains('\\', StringComparison.Ordinal) && !System.IO.Path.Exists(full)
            ? System.IO.Path.GetFullPath(Path.Replace('\\', '/'), folder)
            : full;
    }

    // file:///a/b, file://localhost/a/b and file:a/b.
    private static string FilePath(string rest)
    {
        var path =
            rest.StartsWith("//localhost/", StringComparison.OrdinalIgnoreCase) ? rest[11..]
            : rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..]
            : rest;
        return Uri.UnescapeDataString(path);
    }

    [GeneratedRegex(
        @"^(?:git@|git://|git\+|ssh://)|^[a-z+]+://[^?#]*\.git(?:[#/?].*)?$|^https?://(?:www\.)?github\.com/[^/]+/[^/]+/?(?:#.*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex GitAddress();

    [GeneratedRegex(
        @"^(?:azureml:|/?subscriptions/|wasbs?://|abfss?://|adl://|s3://|gs://|hdfs://|dbfs:)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex CloudAddress();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.-]+)://")]
    private static partial Regex Scheme();
}
