using System.Text;

namespace Attune.Kernel.Streams;

/// <summary>Standard output or error of the cells, in place of the process's own.</summary>
internal sealed class CellWriter(CellOutput output, string stream) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Add([value]);

    public override void Write(string? value) => Add(value);

    public override void Write(char[] buffer, int index, int count) => Add(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Add(buffer);

    // In one piece, so that lines of several threads do not mix.
    public override void WriteLine(string? value) => Add(value + Environment.NewLine);

    public override void Flush() => output.Flush();

    private void Add(ReadOnlySpan<char> text)
    {
        var cell = CurrentCell.Value;
        // What still prints a while after its interruption has no other place to be ended at in order.
        cell.Interruption.ThrowIfOverdue();
        output.Write(cell.Parent, stream, text);
    }
}
