using System.Text;
using System.Text.Json.Nodes;

namespace Attune.Kernel.Streams;

/// <summary>
/// What cells say, in the order in which they say it. Text is gathered for a moment, so that a loop that prints sends no message for
/// each line; whatever else a cell shows sends the text before it first. Thread-safe; an interruption leaves it whole.
/// </summary>
internal sealed class CellOutput : IDisposable
{
    private const int MostChars = 1 << 19;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(40);

    private readonly Lock _lock = new();
    private readonly Action<JsonObject, string, JsonObject> _publish;
    private readonly StringBuilder _text = new();
    private readonly ITimer _timer;
    private (JsonObject Parent, string Stream) _of = ([], "");
    private bool _isTimed;

    /// <param name="publish">Sends a message: the header of the request that caused it, its type and its content.</param>
    /// <param name="time">The clock.</param>
    public CellOutput(Action<JsonObject, string, JsonObject> publish, TimeProvider time)
    {
        _publish = publish;
        _timer = time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Adds text to a stream.</summary>
    public void Write(JsonObject parent, string stream, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }
        try { }
        finally
        {
            // No abort lands in a finally block.
            lock (_lock)
            {
                if (_text.Length > 0 && (!ReferenceEquals(_of.Parent, parent) || _of.Stream != stream))
                {
                    Send();
                }
                _of = (parent, stream);
                _text.Append(text);
                if (_text.Length > MostChars)
                {
                    Send();
                }
                else if (!_isTimed)
                {
                    _isTimed = true;
                    _timer.Change(Moment, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    /// <summary>Sends a message after all text that was written before.</summary>
    public void Publish(JsonObject parent, string type, JsonObject content)
    {
        try { }
        finally
        {
            lock (_lock)
            {
                Send();
                _publish(parent, type, content);
            }
        }
    }

    /// <summary>Sends what is gathered.</summary>
    public void Flush()
    {
        try { }
        finally
        {
            lock (_lock)
            {
                _isTimed = false;
                Send();
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }

    private void Send()
    {
        if (_text.Length == 0)
        {
            return;
        }
        _publish(_of.Parent, "stream", new JsonObject { ["name"] = _of.Stream, ["text"] = _text.ToString() });
        _text.Clear();
    }
}
