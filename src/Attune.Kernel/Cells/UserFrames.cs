using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Attune.Kernel.Cells;

/// <summary>What an exception says and where it came from, with no frames but those of cells and the files that they load.</summary>
internal static partial class UserFrames
{
    private const int Most = 50;

    /// <summary>The lines to show.</summary>
    public static IReadOnlyList<string> Lines(Exception error)
    {
        var lines = new List<string> { $"{Ansi.Red(Name(error))}: {error.Message}" };
        lines.AddRange(Frames(error));
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            lines.Add($"because of {Ansi.Red(Name(inner))}: {inner.Message}");
            lines.AddRange(Frames(inner));
        }
        return lines;
    }

    /// <summary>The name of an exception's type as a cell would write it.</summary>
    public static string Name(Exception error) =>
        (error.GetType().FullName ?? error.GetType().Name).Split('+')[^1];

    private static List<string> Frames(Exception error)
    {
        var frames = new StackTrace(error, fNeedFileInfo: true)
            .GetFrames()
            .Where(frame => IsOfCell(frame) && frame.GetFileLineNumber() > 0)
            .Select(frame =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"   at {Place(frame.GetFileName()!)}, line {frame.GetFileLineNumber()}{Ansi.Faint(In(frame))}"
                )
            )
            .ToList();
        return frames.Count <= Most
            ? frames
            :
            [
                .. frames.Take(Most / 2),
                string.Create(CultureInfo.InvariantCulture, $"   … {frames.Count - Most} more frames …"),
                .. frames.TakeLast(Most / 2),
            ];
    }

    // The compiler takes a cell's name for that of a file in the current folder.
    private static string Place(string file) =>
        Path.GetFileName(file) is var name && Cell().IsMatch(name) ? name : file;

    private static bool IsOfCell(StackFrame frame) =>
        frame.GetMethod()?.Module.Assembly.GetName().Name?.StartsWith("Submission#", StringComparison.Ordinal)
            is true;

    // The compiler names what has no name: <Initialize> is the cell itself, <F>g__Local|0_0 a local function, <F>d__0 an asynchronous F.
    private static string In(StackFrame frame)
    {
        var method = frame.GetMethod()!;
        var type = method.DeclaringType?.Name ?? "";
        var (name, owner) =
            method.Name == "MoveNext" && type.StartsWith('<')
                ? (type, method.DeclaringType?.DeclaringType?.Name ?? "")
                : (method.Name, type);
        if (
            name.Contains("<Initialize>>d", StringComparison.Ordinal) || name is "<Initialize>" or "<Factory>"
        )
        {
            return "";
        }
        if (Local().Match(name) is { Success: true } local)
        {
            return $", in {local.Groups[1].Value}";
        }
        if (name.Contains(">b__", StringComparison.Ordinal))
        {
            return ", in a lambda";
        }
        var plain = Generated().Match(name) is { Success: true } match ? match.Groups[1].Value : name;
        var isCell = CellClass().IsMatch(owner) || owner.StartsWith('<');
        return plain == ".ctor"
            ? isCell
                ? ""
                : $", in new {owner}"
            : $", in {(isCell ? "" : owner + ".")}{plain}";
    }

    [GeneratedRegex(@"g__(\w+)\|")]
    private static partial Regex Local();

    [GeneratedRegex(@"^<(\w+)>d__")]
    private static partial Regex Generated();

    [GeneratedRegex(@"^cell \d+$")]
    private static partial Regex Cell();

    [GeneratedRegex(@"^Cell\d+$")]
    private static partial Regex CellClass();
}
