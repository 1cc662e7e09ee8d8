using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Attune.Studio.Tests;

/// <summary>Sends a request exactly as it is given: HTTP libraries tidy paths up before they send them.</summary>
internal static class RawHttp
{
    public static async Task<(int Status, string Body)> SendAsync(
        Uri host,
        string method,
        string target,
        string token,
        string hostName = "localhost",
        string body = ""
    )
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Host, host.Port, Calls.Token);
        var stream = socket.GetStream();
        var request =
            $"{method} {target} HTTP/1.1\r\nHost: {hostName}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), Calls.Token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(Calls.Token);
        var status = int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var blank = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (status, answer[(blank + 4)..]);
    }
}
