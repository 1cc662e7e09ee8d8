using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace Attune.Kernel.Packages;

/// <summary>
/// What cells are compiled against: the running framework, Attune's own libraries, files by <c>#r "path.dll"</c> and packages by
/// <c>#r "nuget: …"</c> once they are restored. One reference for each file, however often it is asked for.
/// </summary>
internal sealed class ReferenceResolver(PackageSet packages) : MetadataReferenceResolver
{
    private readonly ConcurrentDictionary<string, PortableExecutableReference> _files = new(
        StringComparer.Ordinal
    );
    private readonly ScriptMetadataResolver _paths = ScriptMetadataResolver.Default;
    private ImmutableArray<MetadataReference> _framework;

    /// <summary>The framework and Attune's libraries, for the first cell.</summary>
    public ImmutableArray<MetadataReference> Framework
    {
        get
        {
            if (_framework.IsDefault)
            {
                _framework =
                [
                    .. ((IEnumerable<string>)FrameworkReferences.Files)
                        .Append(typeof(Display.Notebook).Assembly.Location)
                        .Append(typeof(Client.Trial).Assembly.Location)
                        .Append(typeof(Spaces.SearchSpace).Assembly.Location)
                        .Select(Of),
                ];
            }
            return _framework;
        }
    }

    /// <summary>What packages have brought so far; what the framework has counts as its.</summary>
    public IEnumerable<(string Path, MetadataReference Reference)> Packages =>
        packages
            .Assemblies.Where(path => !FrameworkReferences.Has(path))
            .Select(path => (path, (MetadataReference)Of(path)));

    private PortableExecutableReference Own => Of(typeof(Display.Notebook).Assembly.Location);

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference,
        string? baseFilePath,
        MetadataReferenceProperties properties
    )
    {
        if (PackageRequest.IsPackage(reference))
        {
            // The compiler takes one file for a directive, and a package has any number: it is given them beside the cell.
            return [Own];
        }
        var found = _paths
            .WithBaseDirectory(Environment.CurrentDirectory)
            .ResolveReference(reference, baseFilePath, properties);
        foreach (var file in found.Select(each => each.FilePath).OfType<string>())
        {
            packages.LoadFile(file);
        }
        return [.. found.Select(each => each.FilePath is { } path ? Of(path) : each)];
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private PortableExecutableReference Of(string path) => _files.GetOrAdd(path, Open);

    // Only the tables are kept in memory: nobody runs what is referred to from here.
    private static PortableExecutableReference Open(string path) =>
        AssemblyMetadata
            .Create(ModuleMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.PrefetchMetadata))
            .GetReference(MemberDocumentation.Of(path), filePath: path);
}
