using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Attune.Kernel.Cells;

/// <summary>Puts a <see cref="Checkpoint"/> at the head of each loop and of each function with a block, and changes no line's number.</summary>
internal sealed class Checkpoints : CSharpSyntaxWalker
{
    private const string Call = "global::Attune.Kernel.Cells.Checkpoint.Pass();";
    private readonly List<TextChange> _changes = [];

    private Checkpoints() { }

    /// <summary>The cell with checkpoints; the same when it is no C#, for the compiler to say so.</summary>
    public static SyntaxTree In(SyntaxTree tree)
    {
        if (tree.GetDiagnostics().Any(each => each.Severity == DiagnosticSeverity.Error))
        {
            return tree;
        }
        var walker = new Checkpoints();
        walker.Visit(tree.GetRoot());
        if (walker._changes.Count == 0)
        {
            return tree;
        }
        var text = new StringBuilder(tree.GetText().ToString());
        // From the end, so that what is in front stays where it is.
        foreach (var change in walker._changes.OrderByDescending(each => each.Span.Start))
        {
            text.Insert(change.Span.Start, change.NewText);
        }
        return Interpreter.SyntaxTree(text.ToString(), tree.FilePath);
    }

    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        InLoop(node.Statement);
        base.VisitWhileStatement(node);
    }

    public override void VisitDoStatement(DoStatementSyntax node)
    {
        InLoop(node.Statement);
        base.VisitDoStatement(node);
    }

    public override void VisitForStatement(ForStatementSyntax node)
    {
        InLoop(node.Statement);
        base.VisitForStatement(node);
    }

    public override void VisitForEachStatement(ForEachStatementSyntax node)
    {
        InLoop(node.Statement);
        base.VisitForEachStatement(node);
    }

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        InLoop(node.Statement);
        base.VisitForEachVariableStatement(node);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        At(node.Body);
        base.VisitMethodDeclaration(node);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        At(node.Body);
        base.VisitLocalFunctionStatement(node);
    }

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        At(node.Block);
        base.VisitParenthesizedLambdaExpression(node);
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        At(node.Block);
        base.VisitSimpleLambdaExpression(node);
    }

    private void InLoop(StatementSyntax body)
    {
        if (body is BlockSyntax block)
        {
            At(block);
            return;
        }
        Insert(body.SpanStart, "{" + Call);
        Insert(body.Span.End, "}");
    }

    private void At(BlockSyntax? block)
    {
        if (block is not null)
        {
            Insert(block.OpenBraceToken.Span.End, Call);
        }
    }

    private void Insert(int place, string text) => _changes.Add(new TextChange(new TextSpan(place, 0), text));
}
