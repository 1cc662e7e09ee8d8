using System.Text;

namespace Attune.Studio.Pages.Files;

/// <summary>The text of a file as a page shows it: its end when it is long, without the commands that terminals take.</summary>
/// <param name="Text">The text.</param>
/// <param name="Length">The file's whole size in bytes.</param>
/// <param name="IsWhole">Whether the text is all of it.</param>
/// <param name="IsBinary">Whether it is no text; then <paramref name="Text"/> is empty.</param>
internal sealed record FileText(string Text, long Length, bool IsWhole, bool IsBinary)
{
    private const int Most = 256 * 1024;

    /// <summary>Reads an open file.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="fromEnd">Whether the end is shown of a long file, as of a log, rather than the beginning.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<FileText> ReadAsync(
        FileStream stream,
        bool fromEnd,
        CancellationToken cancellationToken
    )
    {
        var length = stream.Length;
        var buffer = new byte[Math.Min(length, Most)];
        stream.Position = fromEnd ? length - buffer.Length : 0;
        var count = await stream
            .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        var bytes = buffer.AsSpan(0, count);
        if (bytes.Contains((byte)0))
        {
            return new FileText("", length, false, IsBinary: true);
        }
        var text = Encoding.UTF8.GetString(bytes);
        if (fromEnd && length > count && text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var line)
        {
            text = text[(line + 1)..];
        }
        return new FileText(Plain(text), length, length <= count, IsBinary: false);
    }

    /// <summary>A text as a terminal would show it at last: no colours, and of a line written over and over the last version.</summary>
    public static string Plain(string text)
    {
        if (text.AsSpan().IndexOfAny('\x1b', '\r') < 0)
        {
            return text;
        }
        var plain = new StringBuilder(text.Length);
        var line = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\x1b':
                    i = EndOfCommand(text, i);
                    break;
                case '\r' when i + 1 < text.Length && text[i + 1] is not ('\n' or '\r'):
                    plain.Length = line;
                    break;
                case '\r':
                    break;
                case '\n':
                    plain.Append('\n');
                    line = plain.Length;
                    break;
                default:
                    plain.Append(text[i]);
                    break;
            }
        }
        return plain.ToString();
    }

    // ECMA-48: ESC [ … a final byte from @ to ~; ESC ] … ended by BEL or ESC \; else ESC and one character.
    private static int EndOfCommand(string text, int escape)
    {
        var i = escape + 1;
        if (i >= text.Length)
        {
            return escape;
        }
        if (text[i] == '[')
        {
            for (i++; i < text.Length && text[i] is < '@' or > '~'; i++) { }
            return Math.Min(i, text.Length - 1);
        }
        if (text[i] == ']')
        {
            for (i++; i < text.Length && text[i] is not ('\a' or '\x1b' or '\n'); i++) { }
            return i < text.Length && text[i] == '\x1b'
                ? Math.Min(i + 1, text.Length - 1)
                : Math.Min(i, text.Length - 1);
        }
        return i;
    }
}
