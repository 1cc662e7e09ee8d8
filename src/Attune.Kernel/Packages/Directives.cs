using System.Text.RegularExpressions;
using Attune.Kernel.Cells;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Attune.Kernel.Packages;

/// <summary>What a cell asks for at its top, by itself and in the files that it loads.</summary>
internal static partial class Directives
{
    /// <summary>The cell with <c>#:package Name@Version</c>, as single-file programs write it, as <c>#r "nuget: Name, Version"</c>.</summary>
    public static string Normal(string code) =>
        FilePackage()
            .Replace(
                code,
                match =>
                    match.Groups[2].Success
                        ? $"#r \"nuget: {match.Groups[1].Value}, {match.Groups[2].Value}\""
                        : $"#r \"nuget: {match.Groups[1].Value}\""
            );

    /// <summary>The packages asked for, and the texts that look like one and are wrong.</summary>
    public static (IReadOnlyList<PackageRequest> Packages, IReadOnlyList<string> Wrong) Find(SyntaxTree tree)
    {
        var packages = new List<PackageRequest>();
        var wrong = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Visit(tree, Environment.CurrentDirectory);
        return (packages, wrong);

        void Visit(SyntaxTree tree, string folder)
        {
            var root = (CompilationUnitSyntax)tree.GetRoot();
            foreach (var text in root.GetReferenceDirectives().Select(each => each.File.ValueText))
            {
                if (!PackageRequest.IsPackage(text))
                {
                    continue;
                }
                if (PackageRequest.Read(text) is { } request)
                {
                    packages.Add(request);
                }
                else
                {
                    wrong.Add(text);
                }
            }
            foreach (var text in root.GetLoadDirectives().Select(each => each.File.ValueText))
            {
                var path = Path.GetFullPath(text, folder);
                // One that is not there is the compiler's to report.
                if (seen.Add(path) && File.Exists(path))
                {
                    Visit(Interpreter.SyntaxTree(File.ReadAllText(path), path), Path.GetDirectoryName(path)!);
                }
            }
        }
    }

    [GeneratedRegex(@"^#:package[ \t]+([\w.-]+)(?:@([^\s""]+))?[ \t]*\r?$", RegexOptions.Multiline)]
    private static partial Regex FilePackage();
}
