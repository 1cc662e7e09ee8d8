using System.Text;

namespace Attune.Workspace.Metrics.Lines;

/// <summary>A table with a head line. Each column is a metric; <c>step</c> (or <c>epoch</c>) and <c>timestamp</c> are not.</summary>
/// <remarks>The separator is a comma, semicolon or tab, whichever the head line has most. Empty cells and texts tell nothing.</remarks>
internal sealed class CsvLines : LineReader.OfText
{
    private readonly List<string> _cells = [];
    private string[]? _head;
    private char _separator = ',';

    public override void Restart() => _head = null;

    protected override void Read(ReadOnlySpan<char> line, List<MetricPoint> points)
    {
        if (line.IsWhiteSpace())
        {
            return;
        }
        if (_head is null)
        {
            _separator = Sniff(line);
            Split(line.TrimStart('\uFEFF'));
            _head = [.. _cells.Select(cell => cell.Trim())];
            return;
        }
        Split(line);
        var step = Step("step") ?? Step("epoch");
        var time = Cell("timestamp") is { } text ? MetricTime.Parse(text) : null;
        for (var i = 0; i < _cells.Count && i < _head.Length; i++)
        {
            if (!IsKey(_head[i]) && _head[i].Length > 0 && MetricNumber.TryParse(_cells[i], out var value))
            {
                points.Add(new MetricPoint(_head[i], value, step, time));
            }
        }
    }

    private static bool IsKey(string column) =>
        column.Equals("step", StringComparison.OrdinalIgnoreCase)
        || column.Equals("epoch", StringComparison.OrdinalIgnoreCase)
        || column.Equals("timestamp", StringComparison.OrdinalIgnoreCase);

    private string? Cell(string column)
    {
        var index = Array.FindIndex(_head!, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
        return index >= 0 && index < _cells.Count ? _cells[index] : null;
    }

    private long? Step(string column) =>
        MetricNumber.TryParse(Cell(column), out var value) ? MetricNumber.ToStep(value) : null;

    private static char Sniff(ReadOnlySpan<char> head)
    {
        var best = ',';
        foreach (var candidate in (ReadOnlySpan<char>)[';', '\t'])
        {
            best = head.Count(candidate) > head.Count(best) ? candidate : best;
        }
        return best;
    }

    /// <summary>Cuts a line into cells; quotes as RFC 4180 has them, except that a cell never spans lines.</summary>
    private void Split(ReadOnlySpan<char> line)
    {
        _cells.Clear();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                if (quoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (line[i] == _separator && !quoted)
            {
                _cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }
        _cells.Add(cell.ToString());
    }
}
