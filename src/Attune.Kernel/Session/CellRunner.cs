using System.Globalization;
using System.Text.Json.Nodes;
using Attune.Client;
using Attune.Kernel.Cells;
using Attune.Kernel.Display;
using Attune.Kernel.Messages;
using Attune.Kernel.Packages;
using Attune.Kernel.Streams;

namespace Attune.Kernel.Session;

/// <summary>Answers <c>execute_request</c>, one at a time; it can be interrupted from any thread.</summary>
internal sealed class CellRunner(
    Interpreter interpreter,
    PackageSet packages,
    CellOutput output,
    History history
)
{
    private int _count;
    private Interruption? _current;

    /// <summary>Ends the cell that runs; nothing when none does.</summary>
    public void Interrupt() => Volatile.Read(ref _current)?.Request();

    /// <summary>Runs a cell and gives the content of the reply.</summary>
    public async Task<JsonObject> RunAsync(Message request)
    {
        var code = Directives.Normal(request.Content.Text("code") ?? "");
        var isSilent = request.Content.Flag("silent");
        var isKept = !isSilent && request.Content.Flag("store_history", otherwise: true);
        var number = isKept ? ++_count : _count;
        var parent = request.Header;
        if (!isSilent)
        {
            output.Publish(
                parent,
                "execute_input",
                new JsonObject { ["code"] = request.Content.Text("code"), ["execution_count"] = number }
            );
        }
        var interruption = new Interruption();
        var scope = new CellScope(parent, request.Route, request.Content.Flag("allow_stdin"), interruption);
        Checkpoint.Lower();
        Volatile.Write(ref _current, interruption);
        CurrentCell.Enter(scope);
        MimeBundle? shown = null;
        try
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"cell {number}");
            shown = await EvaluateAsync(code, name, interruption);
            if (shown is not null && !isSilent)
            {
                output.Publish(
                    parent,
                    "execute_result",
                    new JsonObject
                    {
                        ["data"] = shown.ToJson(),
                        ["metadata"] = new JsonObject(),
                        ["execution_count"] = number,
                    }
                );
            }
            return new JsonObject
            {
                ["status"] = "ok",
                ["execution_count"] = number,
                ["payload"] = new JsonArray([.. scope.Payloads]),
                ["user_expressions"] = await ExpressionsAsync(request, interruption),
            };
        }
        catch (Exception error)
        {
            var failure = CellFailure.Of(error, interruption.IsRequested).ToJson();
            if (!isSilent)
            {
                output.Publish(parent, "error", (JsonObject)failure.DeepClone());
            }
            failure["status"] = "error";
            failure["execution_count"] = number;
            failure["payload"] = new JsonArray();
            failure["user_expressions"] = new JsonObject();
            return failure;
        }
        finally
        {
            Volatile.Write(ref _current, null);
            output.Flush();
            if (isKept)
            {
                history.Add(number, request.Content.Text("code") ?? "", shown?.ToString());
            }
        }
    }

    private async Task<MimeBundle?> EvaluateAsync(string code, string name, Interruption interruption)
    {
        var (wanted, wrong) = Directives.Find(Interpreter.SyntaxTree(code, name));
        if (wrong.Count > 0)
        {
            throw new PackageException(
                string.Join(
                    '\n',
                    wrong.Select(text =>
                        $"\"{text}\" names no package; it is written #r \"nuget: Name, Version\""
                    )
                )
            );
        }
        var parent = CurrentCell.Parent;
        await packages.AddAsync(
            wanted,
            text => output.Write(parent, "stderr", text + "\n"),
            interruption.Token
        );
        return await interpreter.RunAsync(
            interpreter.ParseToRun(code, name),
            Shown,
            interruption,
            error => output.Write(parent, "stderr", string.Join('\n', UserFrames.Lines(error)) + "\n")
        );
    }

    // What changes after the cell has ended needs a place that can be found again; a result has none.
    private static MimeBundle? Shown(object value)
    {
        if (value is Sweep)
        {
            Notebook.display(value);
            return null;
        }
        return Formatters.Format(value);
    }

    private async Task<JsonObject> ExpressionsAsync(Message request, Interruption interruption)
    {
        var answers = new JsonObject();
        foreach (var (name, expression) in request.Content["user_expressions"] as JsonObject ?? [])
        {
            try
            {
                var shown = await EvaluateAsync((string?)expression ?? "", name, interruption);
                answers[name] = new JsonObject
                {
                    ["status"] = "ok",
                    ["data"] = shown?.ToJson() ?? [],
                    ["metadata"] = new JsonObject(),
                };
            }
            catch (Exception error)
            {
                answers[name] = CellFailure.Of(error, interruption.IsRequested).ToJson();
                answers[name]!["status"] = "error";
            }
        }
        return answers;
    }
}
