using System.Text.Json.Nodes;

namespace Attune.Kernel.Streams;

/// <summary>Questions to the person at the front end, one at a time.</summary>
/// <param name="send">Sends an <c>input_request</c> for a cell.</param>
internal sealed class InputDesk(Action<CellScope, JsonObject> send)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<string>? _waiting;

    /// <summary>Asks, and waits for the answer or the cell's interruption.</summary>
    /// <exception cref="InvalidOperationException">The front end cannot be asked.</exception>
    public string Ask(string prompt, bool isSecret)
    {
        var cell = CurrentCell.Value;
        if (!cell.AllowsInput)
        {
            throw new InvalidOperationException(
                "This cell wants to read input, but it is run by a front end that nobody can type into."
            );
        }
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting = answer;
        }
        send(cell, new JsonObject { ["prompt"] = prompt, ["password"] = isSecret });
        using var end = cell.Interruption.Token.UnsafeRegister(
            static waiting => ((TaskCompletionSource<string>)waiting!).TrySetCanceled(),
            answer
        );
        return answer.Task.GetAwaiter().GetResult();
    }

    /// <summary>Takes an answer.</summary>
    public void Answer(string text)
    {
        lock (_lock)
        {
            _waiting?.TrySetResult(text);
            _waiting = null;
        }
    }
}
