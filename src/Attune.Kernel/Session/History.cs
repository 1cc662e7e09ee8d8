using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Attune.Kernel.Messages;

namespace Attune.Kernel.Session;

/// <summary>The cells of this session, for <c>history_request</c>. It is not kept beyond the kernel's end.</summary>
internal sealed class History
{
    private const int Session = 1;
    private readonly List<(int Line, string Input, string? Output)> _cells = [];

    public void Add(int line, string input, string? output) => _cells.Add((line, input, output));

    /// <summary>Answers a request: the last cells, a range of them, or those that match a pattern with * and ?.</summary>
    public JsonObject Answer(JsonObject request)
    {
        var most = request.Number("n") ?? int.MaxValue;
        IEnumerable<(int Line, string Input, string? Output)> found = request.Text("hist_access_type") switch
        {
            "range" => _cells.Where(cell =>
                cell.Line >= (request.Number("start") ?? 0)
                && cell.Line < (request.Number("stop") ?? int.MaxValue)
            ),
            "search" => Search(request.Text("pattern") ?? "*", request.Flag("unique")).TakeLast(most),
            _ => _cells.TakeLast(most),
        };
        var withOutput = request.Flag("output");
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([
                .. found.Select(cell =>
                    (JsonNode)
                        new JsonArray(
                            Session,
                            cell.Line,
                            withOutput ? new JsonArray(cell.Input, cell.Output) : cell.Input
                        )
                ),
            ]),
        };
    }

    private IEnumerable<(int Line, string Input, string? Output)> Search(string pattern, bool unique)
    {
        var expression = "^" + Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\?", ".") + "$";
        var regex = new Regex(expression, RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var found = _cells.Where(cell => regex.IsMatch(cell.Input));
        return unique ? found.Reverse().DistinctBy(cell => cell.Input).Reverse() : found;
    }
}
