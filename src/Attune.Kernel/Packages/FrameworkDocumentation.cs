using System.Globalization;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace Attune.Kernel.Packages;

/// <summary>
/// The framework's documentation, as the SDK's reference pack has it; none where there is no pack. Files are searched when a member is
/// asked for, and not kept: they are many times larger than what anyone reads of them.
/// </summary>
internal sealed class FrameworkDocumentation : DocumentationProvider
{
    // Where most of what lies in System.Private.CoreLib is documented.
    private static readonly string[] CoreFiles =
    [
        "System.Runtime.xml",
        "System.Collections.xml",
        "System.Linq.xml",
        "System.Threading.xml",
        "System.Memory.xml",
    ];

    private static readonly string? Pack = FindPack();
    private readonly string[] _files;

    private FrameworkDocumentation(string[] files) => _files = files;

    /// <summary>That of an assembly; null when there is none.</summary>
    public static DocumentationProvider? Of(string assembly)
    {
        if (Pack is null)
        {
            return null;
        }
        var own = Path.GetFileNameWithoutExtension(assembly) + ".xml";
        var files = ((string[])[own, .. CoreFiles])
            .Distinct(StringComparer.Ordinal)
            .Select(name => Path.Combine(Pack, name))
            .Where(File.Exists)
            .ToArray();
        return files.Length == 0 ? null : new FrameworkDocumentation(files);
    }

    protected override string GetDocumentationForSymbol(
        string documentationMemberID,
        CultureInfo preferredCulture,
        CancellationToken cancellationToken = default
    )
    {
        foreach (var file in _files)
        {
            using var reader = XmlReader.Create(file);
            while (reader.ReadToFollowing("member"))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader.GetAttribute("name") == documentationMemberID)
                {
                    return reader.ReadOuterXml();
                }
            }
        }
        return "";
    }

    public override bool Equals(object? obj) =>
        obj is FrameworkDocumentation other && other._files.SequenceEqual(_files);

    public override int GetHashCode() => _files[0].GetHashCode(StringComparison.Ordinal);

    private static string? FindPack()
    {
        // shared/Microsoft.NETCore.App/10.0.x/ and packs/Microsoft.NETCore.App.Ref/10.0.y/ref/net10.0/ lie side by side.
        var root = Path.GetFullPath(
            Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..")
        );
        var packs = Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref");
        var framework = string.Create(CultureInfo.InvariantCulture, $"net{Environment.Version.Major}.0");
        return !Directory.Exists(packs)
            ? null
            : Directory
                .GetDirectories(packs, Environment.Version.Major + ".*")
                .Select(pack => Path.Combine(pack, "ref", framework))
                .LastOrDefault(Directory.Exists);
    }
}
