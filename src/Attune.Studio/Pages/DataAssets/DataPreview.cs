using System.Text;
using Attune.Studio.Pages.Files;

namespace Attune.Studio.Pages.DataAssets;

/// <summary>The beginning of a file of data, as a page shows it.</summary>
/// <param name="Text">The file's text.</param>
/// <param name="Rows">Its rows when it is a table, the head first; empty when it is none.</param>
internal sealed record DataPreview(FileText Text, IReadOnlyList<string[]> Rows)
{
    /// <summary>The most rows, without the head.</summary>
    public const int MostRows = 50;

    /// <summary>The most columns.</summary>
    public const int MostColumns = 100;

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">Its name: <c>.csv</c> and <c>.tsv</c> are tables.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<DataPreview> ReadAsync(
        FileStream stream,
        string name,
        CancellationToken cancellationToken
    )
    {
        var text = await FileText.ReadAsync(stream, fromEnd: false, cancellationToken).ConfigureAwait(false);
        return new DataPreview(
            text,
            Path.GetExtension(name).ToUpperInvariant() switch
            {
                ".CSV" => Table(text.Text, ',', text.IsWhole),
                ".TSV" => Table(text.Text, '\t', text.IsWhole),
                _ => [],
            }
        );
    }

    /// <summary>The first rows of a text in which cells are separated, as RFC 4180 quotes them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="separator">What stands between cells.</param>
    /// <param name="isWhole">Whether the text ends where the file does; else its last row may be half a row, and is left out.</param>
    public static IReadOnlyList<string[]> Table(string text, char separator, bool isWhole)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length && rows.Count <= MostRows; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == separator)
            {
                EndCell();
            }
            else if (c == '\n')
            {
                EndRow();
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }
        if (isWhole && rows.Count <= MostRows && (cell.Length > 0 || row.Count > 0))
        {
            EndRow();
        }
        return rows;

        void EndCell()
        {
            if (row.Count < MostColumns)
            {
                row.Add(cell.ToString());
            }
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            if (row is not [""])
            {
                rows.Add([.. row]);
            }
            row.Clear();
        }
    }
}
