using System.Text.Json.Nodes;
using Attune.Kernel.Cells;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Attune.Kernel.Editing;

/// <summary>Whether a text is a whole cell, for front ends where Enter may mean either.</summary>
internal static class Completeness
{
    public static JsonObject Judge(string code)
    {
        var tree = Interpreter.SyntaxTree(code, "cell");
        if (!SyntaxFactory.IsCompleteSubmission(tree))
        {
            return new JsonObject { ["status"] = "incomplete", ["indent"] = Indent(code) };
        }
        var isWrong = tree.GetDiagnostics().Any(each => each.Severity == DiagnosticSeverity.Error);
        return new JsonObject { ["status"] = isWrong ? "invalid" : "complete" };
    }

    // As the last line is, and deeper by one level after what opens a block.
    private static string Indent(string code)
    {
        var line = code.Split('\n')[^1];
        var indent = string.Concat(line.TakeWhile(char.IsWhiteSpace));
        return line.TrimEnd() is [.., '{' or '(' or '['] ? indent + "    " : indent;
    }
}
