namespace Attune.Workspace.Metrics.Lines;

/// <summary>What standard output is read as: a JSON object where a line is one, else <c>name=value</c>.</summary>
/// <param name="colons">Whether <c>name: value</c> is read too.</param>
internal sealed class OutputLines(bool colons) : LineReader
{
    private readonly TextLines _text = new(colons);
    private readonly JsonLines _json = new();

    public override void Read(ReadOnlySpan<byte> line, List<MetricPoint> points)
    {
        var before = points.Count;
        if (line.TrimStart(" \t"u8).StartsWith("{"u8))
        {
            _json.Read(line, points);
        }
        if (points.Count == before)
        {
            _text.Read(line, points);
        }
    }
}
