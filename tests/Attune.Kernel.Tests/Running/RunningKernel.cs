using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Kernel.Messages;
using NetMQ;
using NetMQ.Sockets;

namespace Attune.Kernel.Tests.Running;

/// <summary>A kernel in a process of its own, and a front end over real sockets. One request at a time, unless a test asks for more.</summary>
internal sealed class RunningKernel : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);
    private const string Key = "the key of this conversation";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");
    private readonly MessageCodec _codec = new(Key);
    private readonly Dictionary<string, DealerSocket> _dealers = [];
    private readonly SubscriberSocket _iopub = new();
    private readonly RequestSocket _heartbeat = new();
    private readonly Queue<Message> _early = [];

    private RunningKernel()
    {
        var ports = FreePorts(5);
        var file = Path.Combine(_folder.FullName, "connection.json");
        File.WriteAllText(
            file,
            new JsonObject
            {
                ["transport"] = "tcp",
                ["ip"] = "127.0.0.1",
                ["shell_port"] = ports[0],
                ["control_port"] = ports[1],
                ["stdin_port"] = ports[2],
                ["iopub_port"] = ports[3],
                ["hb_port"] = ports[4],
                ["key"] = Key,
                ["signature_scheme"] = "hmac-sha256",
                ["kernel_name"] = "csharp",
            }.ToJsonString()
        );
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "Attune.Kernel.dll"), file]
        )
        {
            WorkingDirectory = _folder.FullName,
        };
        Process = Process.Start(start)!;
        var identity = Guid.NewGuid().ToByteArray();
        foreach (
            var (name, port) in (string[])["shell", "control", "stdin"] is var names ? names.Zip(ports) : []
        )
        {
            var dealer = new DealerSocket { Options = { Identity = identity, Linger = TimeSpan.Zero } };
            dealer.Connect($"tcp://127.0.0.1:{port}");
            _dealers[name] = dealer;
        }
        _iopub.Connect($"tcp://127.0.0.1:{ports[3]}");
        _iopub.SubscribeToAnyTopic();
        _heartbeat.Connect($"tcp://127.0.0.1:{ports[4]}");
    }

    public Process Process { get; }

    public string Folder => _folder.FullName;

    /// <summary>Starts one and waits until it answers on all sockets.</summary>
    public static RunningKernel Start()
    {
        var kernel = new RunningKernel();
        var watch = Stopwatch.StartNew();
        // A subscription takes effect at some time: the kernel is asked until its answer is published too.
        while (true)
        {
            Assert.True(watch.Elapsed < Limit, "The kernel does not answer.");
            var id = kernel.Send("shell", "kernel_info_request", []);
            var reply = kernel.Receive("shell");
            Assert.Equal("kernel_info_reply", reply.Type);
            if (kernel.TryPublished(TimeSpan.FromMilliseconds(200)) is not null)
            {
                while (kernel.TryPublished(TimeSpan.FromMilliseconds(200)) is not null) { }
                return kernel;
            }
        }
    }

    /// <summary>Sends a request and gives its id.</summary>
    public string Send(string socket, string type, JsonObject content, string? key = null)
    {
        var message = Message.New([], type, [], content, "test");
        Write(socket, message, key);
        return message.Header.Text("msg_id")!;
    }

    public void Write(string socket, Message message, string? key = null) =>
        _dealers[socket].SendMultipartBytes((key is null ? _codec : new MessageCodec(key)).Encode(message));

    /// <summary>The next message on a socket.</summary>
    public Message Receive(string socket)
    {
        var message = new NetMQMessage();
        Assert.True(
            _dealers[socket].TryReceiveMultipartMessage(Limit, ref message!),
            $"Nothing came on {socket}."
        );
        return Decode(message);
    }

    /// <summary>Sends a request and gives the content of its answer.</summary>
    public JsonObject Ask(string type, JsonObject content, string socket = "shell")
    {
        var id = Send(socket, type, content);
        while (true)
        {
            var reply = Receive(socket);
            if (reply.Parent.Text("msg_id") == id)
            {
                return reply.Content;
            }
        }
    }

    /// <summary>The next published message.</summary>
    public Message Published()
    {
        if (_early.TryDequeue(out var early))
        {
            return early;
        }
        return TryPublished(Limit) ?? throw new TimeoutException("Nothing was published.");
    }

    /// <summary>Hands a cell in.</summary>
    public string Submit(string code, JsonObject? more = null)
    {
        var content = new JsonObject
        {
            ["code"] = code,
            ["silent"] = false,
            ["store_history"] = true,
            ["user_expressions"] = new JsonObject(),
            ["allow_stdin"] = true,
            ["stop_on_error"] = true,
        };
        foreach (var (name, value) in more ?? [])
        {
            content[name] = value?.DeepClone();
        }
        return Send("shell", "execute_request", content);
    }

    /// <summary>Waits for the end of a cell.</summary>
    public CellRun End(string id)
    {
        var published = new List<Message>();
        while (true)
        {
            var message = Published();
            if (message.Parent.Text("msg_id") != id)
            {
                continue;
            }
            published.Add(message);
            if (message.Type == "status" && message.Content.Text("execution_state") == "idle")
            {
                break;
            }
        }
        while (true)
        {
            var reply = Receive("shell");
            if (reply.Parent.Text("msg_id") == id)
            {
                return new CellRun(reply.Content, published);
            }
        }
    }

    /// <summary>Runs a cell to its end.</summary>
    public CellRun Run(string code, JsonObject? more = null) => End(Submit(code, more));

    /// <summary>Waits until a cell has printed something.</summary>
    public void UntilPrinted(string text)
    {
        var seen = new List<Message>();
        var said = "";
        while (!said.Contains(text, StringComparison.Ordinal))
        {
            var message = Published();
            seen.Add(message);
            said += message.Content.Text("text");
        }
        seen.ForEach(_early.Enqueue);
    }

    public void Interrupt() => Assert.Equal("ok", Ask("interrupt_request", [], "control").Text("status"));

    /// <summary>Sends bytes to the heartbeat and gives what comes back.</summary>
    public string Beat(string text)
    {
        _heartbeat.SendFrame(text);
        Assert.True(_heartbeat.TryReceiveFrameString(Limit, out var answer));
        return answer!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }
        await Process.WaitForExitAsync(CancellationToken.None);
        Process.Dispose();
        foreach (var dealer in _dealers.Values)
        {
            dealer.Dispose();
        }
        _iopub.Options.Linger = _heartbeat.Options.Linger = TimeSpan.Zero;
        _iopub.Dispose();
        _heartbeat.Dispose();
        _folder.Delete(recursive: true);
    }

    private Message? TryPublished(TimeSpan wait)
    {
        var message = new NetMQMessage();
        return _iopub.TryReceiveMultipartMessage(wait, ref message!) ? Decode(message) : null;
    }

    // Each message is signed with the key, or the test ends here.
    private Message Decode(NetMQMessage message) =>
        _codec.Decode([.. message.Select(frame => frame.ToByteArray())])
        ?? throw new JsonException("The kernel sent what is no message.");

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable
            .Range(0, count)
            .Select(_ => new TcpListener(IPAddress.Loopback, 0))
            .ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}
