using System.Text;

namespace Attune.Kernel.Streams;

/// <summary>Standard output or error of the cells, in place of the process's own.</summary>
internal sealed class CellWriter(CellOutput output, string stream) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => output.Write(CurrentCell.Parent, stream, [value]);

    public override void Write(string? value) => output.Write(CurrentCell.Parent, stream, value);

    public override void Write(char[] buffer, int index, int count) =>
        output.Write(CurrentCell.Parent, stream, buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => output.Write(CurrentCell.Parent, stream, buffer);

    // In one piece, so that lines of several threads do not mix.
    public override void WriteLine(string? value) =>
        output.Write(CurrentCell.Parent, stream, value + Environment.NewLine);

    public override void Flush() => output.Flush();
}
