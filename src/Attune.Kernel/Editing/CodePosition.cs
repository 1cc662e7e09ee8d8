using System.Text.Json.Nodes;
using Attune.Kernel.Messages;

namespace Attune.Kernel.Editing;

/// <summary>A place in a cell. The protocol counts Unicode code points, C# counts UTF-16 units.</summary>
/// <param name="Code">The cell.</param>
/// <param name="Offset">The place, in UTF-16 units.</param>
internal sealed record CodePosition(string Code, int Offset)
{
    /// <summary>Where a request points to; the end, unless it says.</summary>
    public static CodePosition Of(JsonObject content)
    {
        var code = content.Text("code") ?? "";
        var points = content.Number("cursor_pos") ?? int.MaxValue;
        var offset = 0;
        while (points-- > 0 && offset < code.Length)
        {
            offset += char.IsSurrogatePair(code, offset) ? 2 : 1;
        }
        return new CodePosition(code, offset);
    }

    /// <summary>A number of UTF-16 units from the beginning, in code points.</summary>
    public int Points(int offset)
    {
        var points = 0;
        for (var at = 0; at < offset; at += char.IsSurrogatePair(Code, at) ? 2 : 1)
        {
            points++;
        }
        return points;
    }
}
