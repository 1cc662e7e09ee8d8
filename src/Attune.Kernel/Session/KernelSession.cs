using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Attune.Kernel.Editing;
using Attune.Kernel.Messages;
using Attune.Kernel.Sockets;
using Channel = Attune.Kernel.Sockets.Channel;

namespace Attune.Kernel.Session;

/// <summary>
/// A conversation with front ends: requests on the shell one after the other, those on the control socket beside them, so that a cell can
/// be interrupted while it runs.
/// </summary>
internal sealed class KernelSession : IDisposable
{
    private const string Request = "_request";
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly Channels _channels;
    private readonly Channel<Message> _shell = System.Threading.Channels.Channel.CreateUnbounded<Message>();
    private readonly Channel<Message> _control = System.Threading.Channels.Channel.CreateUnbounded<Message>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Parts _parts;
    private readonly Tidying _tidying = new();

    /// <param name="channels">The sockets.</param>
    /// <param name="time">The clock.</param>
    public KernelSession(Channels channels, TimeProvider time)
    {
        _channels = channels;
        _parts = new Parts(Publish, AskInput, time);
        channels.Received += (channel, message) =>
        {
            switch (channel)
            {
                case Channel.Shell:
                    _shell.Writer.TryWrite(message);
                    break;
                case Channel.Control:
                    _control.Writer.TryWrite(message);
                    break;
                case Channel.Stdin when message.Type == "input_reply":
                    _parts.Desk.Answer(message.Content.Text("value") ?? "");
                    break;
            }
        };
    }

    /// <summary>Ends the cell that runs.</summary>
    public void Interrupt() => _parts.Runner.Interrupt();

    /// <summary>Serves until a front end asks for the end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Publish([], "status", Status("starting"));
        var serving = Task.WhenAll(ServeShellAsync(cancellationToken), ServeControlAsync(cancellationToken));
        await await Task.WhenAny(_ended.Task, serving).WaitAsync(cancellationToken);
        Interrupt();
    }

    public void Dispose() => _parts.Dispose();

    private async Task ServeShellAsync(CancellationToken cancellationToken)
    {
        while (await _shell.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_shell.Reader.TryRead(out var request))
            {
                var reply = await ServeAsync(Channel.Shell, request);
                if (request.Type is "execute_request" or "complete_request" or "inspect_request")
                {
                    _tidying.AfterAnswer();
                }
                if (
                    reply?.Text("status") == "error"
                    && request.Content.Flag("stop_on_error", otherwise: true)
                )
                {
                    await AbortQueuedAsync();
                }
            }
        }
    }

    // Cells that were waiting when one before them failed are not run.
    private async Task AbortQueuedAsync()
    {
        var waiting = new List<Message>();
        while (_shell.Reader.TryRead(out var request))
        {
            waiting.Add(request);
        }
        foreach (var request in waiting)
        {
            if (request.Type == "execute_request")
            {
                var aborted = new JsonObject { ["status"] = "aborted" };
                _channels.Send(
                    (Channel.Iopub, Published(request.Header, "status", Status("busy"))),
                    (Channel.Shell, Message.Reply(request, "execute_reply", aborted, _id)),
                    (Channel.Iopub, Published(request.Header, "status", Status("idle")))
                );
            }
            else
            {
                await ServeAsync(Channel.Shell, request);
            }
        }
    }

    private async Task ServeControlAsync(CancellationToken cancellationToken)
    {
        await foreach (var request in _control.Reader.ReadAllAsync(cancellationToken))
        {
            await ServeAsync(Channel.Control, request);
        }
    }

    /// <summary>Answers one request, and gives an execution's answer.</summary>
    private async Task<JsonObject?> ServeAsync(Channel channel, Message request)
    {
        Publish(request.Header, "status", Status("busy"));
        JsonObject? content;
        try
        {
            content = await AnswerAsync(request);
        }
        catch (Exception error)
        {
            // A request that the kernel stumbles over must not end the conversation.
            KernelProcess.Note($"{request.Type}: {error}");
            content = CellFailure.Of(error, isInterrupted: false).ToJson();
            content["status"] = "error";
        }
        // What the request caused is sent before its answer, and its end right behind.
        _parts.Output.Flush();
        var idle = (Channel.Iopub, Published(request.Header, "status", Status("idle")));
        if (content is null || !request.Type.EndsWith(Request, StringComparison.Ordinal))
        {
            _channels.Send(idle);
            return null;
        }
        var type = request.Type[..^Request.Length] + "_reply";
        var answer = (channel, Message.Reply(request, type, content, _id));
        if (request.Type != "shutdown_request")
        {
            _channels.Send(answer, idle);
            return request.Type == "execute_request" ? content : null;
        }
        var copy = Published(request.Header, type, (JsonObject)content.DeepClone());
        _channels.Send(answer, (Channel.Iopub, copy), idle);
        _ended.TrySetResult();
        return null;
    }

    private async Task<JsonObject?> AnswerAsync(Message request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                return KernelInfo.Content;
            case "execute_request":
                return await _parts.RunAsync(request);
            case "complete_request":
                return await _parts.Editor.CompleteAsync(CodePosition.Of(request.Content));
            case "inspect_request":
                return await _parts.Editor.InspectAsync(CodePosition.Of(request.Content));
            case "is_complete_request":
                return Completeness.Judge(request.Content.Text("code") ?? "");
            case "history_request":
                return _parts.History.Answer(request.Content);
            case "comm_info_request":
                return new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() };
            case "interrupt_request":
                Interrupt();
                return new JsonObject { ["status"] = "ok" };
            case "shutdown_request":
                Interrupt();
                return new JsonObject { ["status"] = "ok", ["restart"] = request.Content.Flag("restart") };
            case "comm_open":
                // The kernel has no targets: the other side is told that its end is closed.
                Publish(
                    request.Header,
                    "comm_close",
                    new JsonObject
                    {
                        ["comm_id"] = request.Content.Text("comm_id"),
                        ["data"] = new JsonObject(),
                    }
                );
                return null;
            default:
                return null;
        }
    }

    private static JsonObject Status(string state) => new() { ["execution_state"] = state };

    private void Publish(JsonObject parent, string type, JsonObject content) =>
        _channels.Send((Channel.Iopub, Published(parent, type, content)));

    private Message Published(JsonObject parent, string type, JsonObject content) =>
        Message.New([Encoding.UTF8.GetBytes(type)], type, parent, content, _id);

    private void AskInput(Streams.CellScope cell, JsonObject content)
    {
        _parts.Output.Flush();
        _channels.Send((Channel.Stdin, Message.New(cell.Route, "input_request", cell.Parent, content, _id)));
    }
}
