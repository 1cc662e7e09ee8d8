using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace Attune.Kernel.Cells;

/// <summary>A cell as the compiler sees it: a submission that knows the ones before it.</summary>
/// <param name="Compilation">The compilation, with its previous ones.</param>
internal sealed record Submission(CSharpCompilation Compilation)
{
    private static readonly EmitOptions Emitting = new(
        debugInformationFormat: DebugInformationFormat.PortablePdb
    );

    /// <summary>The cell as it was written, when <see cref="Compilation"/> has more in it: to say what is wrong, and where.</summary>
    public Func<Submission>? Written { get; init; }

    /// <summary>The assemblies that it refers to and none before it does.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>Whether there is anything to run, beside directives and usings.</summary>
    public bool HasCode =>
        Compilation.SyntaxTrees.Any(tree => ((CompilationUnitSyntax)tree.GetRoot()).Members.Count > 0);

    /// <summary>Compiles, and loads what came of it.</summary>
    /// <returns>What runs the cell: given the objects of the submissions before, it adds its own and gives the cell's value. Null with no code.</returns>
    /// <exception cref="CompilationException">It is no C#.</exception>
    public Func<object?[], Task<object?>>? Load(CancellationToken cancellationToken)
    {
        if (!HasCode)
        {
            Check(Compilation.GetDiagnostics(cancellationToken));
            return null;
        }
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = Compilation.Emit(
            assembly,
            symbols,
            options: Emitting,
            cancellationToken: cancellationToken
        );
        Check(result.Diagnostics);
        (assembly.Position, symbols.Position) = (0, 0);
        var loaded = AssemblyLoadContext.Default.LoadFromStream(assembly, symbols);
        var entry = Compilation.GetEntryPoint(cancellationToken)!;
        return loaded
            .GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(
                entry.MetadataName,
                BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
            )!
            .CreateDelegate<Func<object?[], Task<object?>>>();
    }

    private void Check() => Check(Compilation.GetDiagnostics());

    private void Check(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            Written?.Invoke().Check();
            throw new CompilationException(errors);
        }
    }
}

/// <summary>A cell that the compiler refuses.</summary>
internal sealed class CompilationException(IReadOnlyList<Diagnostic> errors)
    : Exception(errors[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture))
{
    public IReadOnlyList<Diagnostic> Errors { get; } = errors;
}
