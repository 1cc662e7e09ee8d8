using Attune.Kernel.Messages;
using NetMQ;
using NetMQ.Sockets;

namespace Attune.Kernel.Sockets;

/// <summary>Which socket a message leaves by.</summary>
internal enum Channel
{
    Shell,
    Control,
    Stdin,
    Iopub,
}

/// <summary>
/// The five sockets of a kernel, served by one thread that runs no code of a user: what comes in is handed on, what goes out is queued.
/// Sending is thread-safe.
/// </summary>
internal sealed class Channels : IDisposable
{
    private readonly MessageCodec _codec;
    private readonly Dictionary<Channel, NetMQSocket> _sockets = [];
    private readonly ResponseSocket _heartbeat = new();
    private readonly NetMQQueue<(Channel Channel, Message Message)[]> _outbox = new();
    private readonly NetMQPoller _poller;
    private bool _isOver;

    public Channels(ConnectionFile file)
    {
        _codec = new MessageCodec(file.Key);
        Open(Channel.Shell, new RouterSocket(), file.Address(file.ShellPort));
        Open(Channel.Control, new RouterSocket(), file.Address(file.ControlPort));
        Open(Channel.Stdin, new RouterSocket(), file.Address(file.StdinPort));
        Open(Channel.Iopub, new PublisherSocket(), file.Address(file.IopubPort));
        _heartbeat.Bind(file.Address(file.HbPort));
        _heartbeat.ReceiveReady += (_, _) =>
        {
            var beat = _heartbeat.ReceiveMultipartMessage();
            _heartbeat.SendMultipartMessage(beat);
        };
        _outbox.ReceiveReady += (_, _) =>
        {
            while (_outbox.TryDequeue(out var items, TimeSpan.Zero))
            {
                Write(items);
            }
        };
        _poller = [_outbox, _heartbeat, .. _sockets.Values];
    }

    /// <summary>A message came in; called on the sockets' thread, which must not be kept.</summary>
    public event Action<Channel, Message>? Received;

    /// <summary>Starts to serve, on a thread of its own.</summary>
    public void Start() => _poller.RunAsync("sockets", isBackgroundThread: true);

    /// <summary>Queues messages that are sent one right after the other. A thread that is interrupted meanwhile has queued all or nothing.</summary>
    public void Send(params (Channel Channel, Message Message)[] messages)
    {
        try { }
        finally
        {
            // No abort lands in a finally block: the queue is never left half changed.
            if (!Volatile.Read(ref _isOver))
            {
                _outbox.Enqueue(messages);
            }
        }
    }

    /// <summary>Sends what is queued, then closes.</summary>
    public void Dispose()
    {
        if (_poller.IsRunning)
        {
            _poller.Stop();
        }
        Volatile.Write(ref _isOver, true);
        while (_outbox.TryDequeue(out var items, TimeSpan.Zero))
        {
            Write(items);
        }
        _poller.Dispose();
        _outbox.Dispose();
        _heartbeat.Dispose();
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }
    }

    private void Open(Channel channel, NetMQSocket socket, string address)
    {
        socket.Options.Linger = TimeSpan.FromSeconds(1);
        // A subscriber that is slow for a moment loses no output.
        socket.Options.SendHighWatermark = 0;
        socket.Bind(address);
        if (channel != Channel.Iopub)
        {
            socket.ReceiveReady += (_, _) => Read(channel, socket);
        }
        _sockets.Add(channel, socket);
    }

    private void Read(Channel channel, NetMQSocket socket)
    {
        var frames = socket.ReceiveMultipartBytes();
        if (_codec.Decode(frames) is { } message)
        {
            Received?.Invoke(channel, message);
        }
        else
        {
            KernelProcess.Note(
                $"a message on {channel} was dropped: it is malformed or not signed with the key"
            );
        }
    }

    private void Write((Channel Channel, Message Message)[] messages)
    {
        foreach (var (channel, message) in messages)
        {
            _sockets[channel].SendMultipartBytes(_codec.Encode(message));
        }
    }
}
