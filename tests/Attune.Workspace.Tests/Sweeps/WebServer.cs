using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Attune.Workspace.Tests.Sweeps;

/// <summary>A web server on loopback that answers every path with the bytes a test gives, and counts.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string?> _answer;
    private readonly Task _serving;
    private int _asked;

    /// <summary>Starts to serve.</summary>
    /// <param name="answer">The whole answer to a path, its head included; null for none, ever.</param>
    public WebServer(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Asked => Volatile.Read(ref _asked);

    public string At(string path) => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}";

    /// <summary>An answer with this body.</summary>
    public static string Ok(string body, int? length = null) =>
        $"HTTP/1.1 200 OK\r\nContent-Length: {length ?? body.Length}\r\nConnection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var clients = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            clients.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        var stream = client.GetStream();
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, _stop.Token);
            if (count == 0)
            {
                return;
            }
            head.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        Interlocked.Increment(ref _asked);
        if (_answer(head.ToString().Split(' ')[1]) is { } answer)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
        }
        else
        {
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }
    }
}
