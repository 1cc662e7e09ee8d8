using System.Buffers;
using System.Text;

namespace Attune.Workspace.Metrics.Lines;

/// <summary>Finds metrics in lines of one format. One for each source of a trial; used by one thread at a time.</summary>
internal abstract class LineReader
{
    private const byte Escape = 0x1b;

    /// <summary>Adds what a line tells; a line that tells nothing is no error.</summary>
    /// <param name="line">A line without its end; not always valid UTF-8.</param>
    /// <param name="points">Where the points go.</param>
    public abstract void Read(ReadOnlySpan<byte> line, List<MetricPoint> points);

    /// <summary>Forgets what was learnt from earlier lines: the file begins anew.</summary>
    public virtual void Restart() { }

    /// <summary>A reader that sees a line as text: invalid bytes replaced, terminal colours taken out.</summary>
    internal abstract class OfText : LineReader
    {
        public sealed override void Read(ReadOnlySpan<byte> line, List<MetricPoint> points)
        {
            if (!MayTell(line))
            {
                return;
            }
            var chars = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(line.Length));
            try
            {
                var length = Encoding.UTF8.GetChars(line, chars);
                length = line.Contains(Escape) ? DropColours(chars.AsSpan(0, length)) : length;
                Read(chars.AsSpan(0, length), points);
            }
            finally
            {
                ArrayPool<char>.Shared.Return(chars);
            }
        }

        /// <summary>Whether a look at the bytes leaves a chance: most lines of a log tell nothing and should cost nothing.</summary>
        protected virtual bool MayTell(ReadOnlySpan<byte> line) => true;

        protected abstract void Read(ReadOnlySpan<char> line, List<MetricPoint> points);

        /// <summary>Takes out control sequences (<c>ESC [ … letter</c>, ECMA-48 5.4) in place; returns the new length.</summary>
        private static int DropColours(Span<char> text)
        {
            var kept = 0;
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] != (char)Escape)
                {
                    text[kept++] = text[i];
                }
                else if (i + 1 < text.Length && text[i + 1] == '[')
                {
                    i += 2;
                    while (i < text.Length && text[i] is < '@' or > '~')
                    {
                        i++;
                    }
                }
            }
            return kept;
        }
    }
}
