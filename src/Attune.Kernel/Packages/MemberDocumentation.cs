using System.Globalization;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace Attune.Kernel.Packages;

/// <summary>
/// The documentation in the XML file beside an assembly. It is searched when a member is asked for, and not kept: these files are many
/// times larger than what anyone reads of them.
/// </summary>
internal sealed class MemberDocumentation : DocumentationProvider
{
    private readonly string _file;

    private MemberDocumentation(string file) => _file = file;

    /// <summary>That of an assembly; null when there is none.</summary>
    public static DocumentationProvider? Of(string assembly) =>
        Path.ChangeExtension(assembly, ".xml") is var file && File.Exists(file)
            ? new MemberDocumentation(file)
            : null;

    public override bool Equals(object? obj) => obj is MemberDocumentation other && other._file == _file;

    public override int GetHashCode() => _file.GetHashCode(StringComparison.Ordinal);

    protected override string GetDocumentationForSymbol(
        string documentationMemberID,
        CultureInfo preferredCulture,
        CancellationToken cancellationToken = default
    )
    {
        using var reader = XmlReader.Create(_file);
        while (reader.ReadToFollowing("member"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.GetAttribute("name") == documentationMemberID)
            {
                return reader.ReadOuterXml();
            }
        }
        return "";
    }
}
