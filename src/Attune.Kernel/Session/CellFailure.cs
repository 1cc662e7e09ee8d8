using System.Text.Json.Nodes;
using Attune.Kernel.Cells;
using Attune.Kernel.Packages;

namespace Attune.Kernel.Session;

/// <summary>Why a cell failed, as a front end shows it.</summary>
/// <param name="Name">The kind of failure.</param>
/// <param name="Message">What happened.</param>
/// <param name="Lines">All that is shown.</param>
internal sealed record CellFailure(string Name, string Message, IReadOnlyList<string> Lines)
{
    /// <summary>Of an exception.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="isInterrupted">Whether the cell had been asked to end.</param>
    public static CellFailure Of(Exception error, bool isInterrupted) =>
        error switch
        {
            CompilationException refused => new(
                "CompilationError",
                refused.Message,
                CompileErrors.Lines(refused.Errors)
            ),
            PackageException missing => new(
                "PackageError",
                missing.Message,
                [Ansi.Red("package error:") + " " + missing.Message]
            ),
            LeftRunningException => new(
                "Interrupted",
                error.Message,
                [Ansi.Red("interrupted") + ": " + error.Message]
            ),
            OperationCanceledException when isInterrupted => new(
                "Interrupted",
                "the cell was interrupted",
                [Ansi.Red("interrupted")]
            ),
            _ => new(UserFrames.Name(error), error.Message, UserFrames.Lines(error)),
        };

    public JsonObject ToJson() =>
        new()
        {
            ["ename"] = Name,
            ["evalue"] = Message,
            ["traceback"] = new JsonArray([.. Lines.Select(line => (JsonNode)line)]),
        };
}
