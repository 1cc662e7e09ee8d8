using System.Text;

namespace Attune.Workspace.Environments;

/// <summary>
/// A rough reading of shell text as simple commands: enough to see which programs are named, without running anything.
/// Quotes and escapes are honoured; expansions stay as written.
/// </summary>
internal static class ShellWords
{
    /// <summary>The simple commands of a text, each as its words; separators, pipes and parentheses part them.</summary>
    internal static List<List<string>> Commands(string text)
    {
        var commands = new List<List<string>>();
        var words = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\'':
                    var close = text.IndexOf('\'', i + 1);
                    close = close < 0 ? text.Length : close;
                    (word ??= new()).Append(text, i + 1, close - i - 1);
                    i = close;
                    break;
                case '"':
                    i = DoubleQuoted(text, i + 1, word ??= new());
                    break;
                case '\\' when i + 1 < text.Length && text[i + 1] == '\n':
                    i++;
                    break;
                case '\\' when i + 1 < text.Length:
                    (word ??= new()).Append(text[++i]);
                    break;
                case '#' when word is null:
                    while (i + 1 < text.Length && text[i + 1] != '\n')
                        i++;
                    break;
                case ' ' or '\t' or '\r' or '<' or '>':
                    EndWord();
                    break;
                case ';' or '&' or '|' or '\n' or '(' or ')' or '`':
                    EndWord();
                    EndCommand();
                    break;
                default:
                    (word ??= new()).Append(c);
                    break;
            }
        }
        EndWord();
        EndCommand();
        return commands;

        void EndWord()
        {
            if (word is not null)
                words.Add(word.ToString());
            word = null;
        }

        void EndCommand()
        {
            if (words.Count > 0)
                commands.Add(words);
            words = [];
        }
    }

    private static int DoubleQuoted(string text, int i, StringBuilder word)
    {
        for (; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\' or '$' or '`')
                i++;
            word.Append(text[i]);
        }
        return i;
    }
}
