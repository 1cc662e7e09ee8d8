using Spectre.Console;
using Spectre.Console.Rendering;

namespace Attune.Cli.Screens;

/// <summary>Rows under headings, without lines: columns as wide as their content, the least important left out when the screen is narrow.</summary>
internal sealed class Listing(int width)
{
    private const int Gap = 2;

    // A text that would be cut to less than this says nothing.
    private const int LeastText = 12;

    private readonly List<Column> _columns = [];

    /// <summary>Adds a column.</summary>
    /// <param name="heading">Its heading.</param>
    /// <param name="cells">A cell for each row.</param>
    /// <param name="rank">0 is never left out; the largest goes first.</param>
    /// <param name="right">Aligned to the right.</param>
    /// <param name="stretches">A sentence, cut where the screen ends.</param>
    public void Add(
        string heading,
        IEnumerable<Cell> cells,
        int rank = 0,
        bool right = false,
        bool stretches = false
    ) =>
        _columns.Add(
            new Column(
                heading,
                [.. cells.Select(cell => cell with { Text = Terminal.Visible(cell.Text) })],
                rank,
                right,
                stretches
            )
        );

    /// <summary>What to draw.</summary>
    public IRenderable Draw()
    {
        var shown = Fit();
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var column in shown)
        {
            table.AddColumn(
                new TableColumn(new Text(column.Heading, new Style(decoration: Decoration.Bold)))
                {
                    NoWrap = true,
                    Alignment = column.Right ? Justify.Right : Justify.Left,
                    Padding = new Padding(0, 0, ReferenceEquals(column, shown[^1]) ? 0 : Gap, 0),
                    Width = Math.Min(column.Natural, column.Limit),
                }
            );
        }
        for (var row = 0; row < (shown.Count == 0 ? 0 : shown[0].Cells.Count); row++)
        {
            table.AddRow(shown.Select(column => column.Draw(row)).ToArray());
        }
        return table;
    }

    private List<Column> Fit()
    {
        var shown = _columns
            .Where(column => column.Cells.Any(cell => cell.Text.Length > 0) || column.Rank == 0)
            .ToList();
        while (true)
        {
            var needed =
                shown.Sum(column =>
                    (column.Stretches ? Math.Min(column.Natural, LeastText) : column.Natural) + Gap
                ) - Gap;
            if (needed <= width || shown.All(column => column.Rank == 0))
            {
                break;
            }
            shown.Remove(shown.MaxBy(column => column.Rank)!);
        }
        var left = width - (shown.Sum(column => column.Stretches ? Gap : column.Natural + Gap) - Gap);
        foreach (var column in shown.Where(column => column.Stretches))
        {
            column.Limit = Math.Max(LeastText, left);
        }
        return shown;
    }

    private sealed record Column(
        string Heading,
        IReadOnlyList<Cell> Cells,
        int Rank,
        bool Right,
        bool Stretches
    )
    {
        public int Natural { get; } =
            Math.Max(
                Heading.GetCellWidth(),
                Cells.Count == 0 ? 0 : Cells.Max(cell => cell.Text.GetCellWidth())
            );

        public int Limit { get; set; } = int.MaxValue;

        public Text Draw(int row) => new(Cut(Cells[row].Text), Cells[row].Style);

        private string Cut(string text)
        {
            if (text.GetCellWidth() <= Limit)
            {
                return text;
            }
            var end = 0;
            for (var used = 1; end < text.Length && (used += text[end].GetCellWidth()) <= Limit; end++) { }
            return text[..end] + "…";
        }
    }
}

/// <summary>A cell of a listing.</summary>
/// <param name="Text">The text.</param>
/// <param name="Style">Its style; plain unless given.</param>
internal readonly record struct Cell(string Text, Style? Style = null)
{
    public static implicit operator Cell(string text) => new(text);
}
