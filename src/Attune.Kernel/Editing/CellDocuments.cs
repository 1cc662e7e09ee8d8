using Attune.Kernel.Cells;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Host.Mef;

namespace Attune.Kernel.Editing;

/// <summary>
/// Cells as documents of a workspace, each a project that knows the one before it, as the compiler knows them. Those that ran are added
/// once; the one that is being written is replaced each time.
/// </summary>
internal sealed class CellDocuments : IDisposable
{
    private readonly AdhocWorkspace _workspace = new(MefHostServices.DefaultHost);
    private readonly List<(Submission Cell, ProjectId Project)> _cells = [];

    /// <summary>The document of a cell that is being written, after the last one that ran.</summary>
    public Document Open(Submission? last, Submission written)
    {
        foreach (var cell in Missing(last))
        {
            var (solution, project, _) = Add(_workspace.CurrentSolution, cell);
            _workspace.TryApplyChanges(solution);
            _cells.Add((cell, project));
        }
        // The workspace does not keep it.
        var (with, _, document) = Add(_workspace.CurrentSolution, written);
        return with.GetDocument(document)!;
    }

    public void Dispose() => _workspace.Dispose();

    // In the order in which they ran.
    private Stack<Submission> Missing(Submission? last)
    {
        var missing = new Stack<Submission>();
        var known = _cells.Count == 0 ? null : _cells[^1].Cell.Compilation;
        for (
            var each = last?.Compilation;
            each is not null && each != known;
            each = each.ScriptCompilationInfo?.PreviousScriptCompilation
        )
        {
            missing.Push(new Submission(each));
        }
        return missing;
    }

    private (Solution Solution, ProjectId Project, DocumentId Document) Add(
        Solution solution,
        Submission cell
    )
    {
        var project = ProjectId.CreateNewId();
        var document = DocumentId.CreateNewId(project);
        var compilation = cell.Compilation;
        var info = ProjectInfo.Create(
            project,
            VersionStamp.Default,
            compilation.AssemblyName!,
            compilation.AssemblyName!,
            LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: Interpreter.Parsing,
            metadataReferences: compilation.ExternalReferences,
            projectReferences: _cells.Count == 0 ? [] : [new ProjectReference(_cells[^1].Project)],
            isSubmission: true
        );
        var text = compilation.SyntaxTrees[^1].GetText();
        return (solution.AddProject(info).AddDocument(document, "cell", text), project, document);
    }
}
