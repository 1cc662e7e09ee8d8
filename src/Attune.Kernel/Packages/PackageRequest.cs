using System.Text.RegularExpressions;

namespace Attune.Kernel.Packages;

/// <summary>A package that a cell asks for.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">The version or range, as a project file has it; <c>*</c> for the newest.</param>
internal sealed partial record PackageRequest(string Id, string Version)
{
    /// <summary>Whether the text of an <c>#r</c> means a package.</summary>
    public static bool IsPackage(string reference) =>
        reference.TrimStart().StartsWith("nuget:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>nuget: Name, Version</c>; null when it is wrong.</summary>
    public static PackageRequest? Read(string reference) =>
        Form().Match(reference) is { Success: true } match
            ? new PackageRequest(
                match.Groups["id"].Value,
                match.Groups["version"] is { Success: true, Value: var version } ? version.Trim() : "*"
            )
            : null;

    /// <summary>Names are compared without regard to case.</summary>
    public bool Equals(PackageRequest? other) =>
        other is not null
        && Version == other.Version
        && string.Equals(Id, other.Id, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => Id.ToUpperInvariant().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Version == "*" ? Id : $"{Id} {Version}";

    [GeneratedRegex(
        @"^\s*nuget:\s*(?<id>[A-Za-z0-9_][A-Za-z0-9._-]*)\s*(?:,\s*(?<version>[A-Za-z0-9.*+\-\[\]\(\), ]+?))?\s*$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Form();
}
