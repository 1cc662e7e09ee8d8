using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Attune.Kernel.Messages;

namespace Attune.Kernel.Tests.Running;

/// <summary>What a cell answered and published.</summary>
internal sealed partial record CellRun(JsonObject Reply, IReadOnlyList<Message> Published)
{
    public string? Status => Reply.Text("status");

    public string Output => Text("stdout");

    public string Errors => Text("stderr");

    /// <summary>The cell's value as plain text; null when it has none.</summary>
    public string? Value => Data("execute_result")?.Text("text/plain");

    /// <summary>The traceback without colours.</summary>
    public string Traceback =>
        Color()
            .Replace(
                string.Join(
                    '\n',
                    Of("error").SelectMany(each => each["traceback"]!.AsArray()).Select(line => (string?)line)
                ),
                ""
            );

    /// <summary>The forms of the first message of a type.</summary>
    public JsonObject? Data(string type) => Of(type).FirstOrDefault()?["data"] as JsonObject;

    /// <summary>The contents of the messages of a type.</summary>
    public IEnumerable<JsonObject> Of(string type) =>
        Published.Where(each => each.Type == type).Select(each => each.Content);

    public override string ToString() =>
        string.Join('\n', Published.Select(each => $"{each.Type} {each.Content.ToJsonString()}"));

    private string Text(string stream) =>
        string.Concat(
            Of("stream").Where(each => each.Text("name") == stream).Select(each => each.Text("text"))
        );

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Color();
}
