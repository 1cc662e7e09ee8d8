using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Attune.Load;

/// <summary>What callers are to do: each sends its next call when the one before was acknowledged.</summary>
/// <param name="Port">The host's port.</param>
/// <param name="Batch">Points in a call: 1 by <c>log-metric</c>, more by <c>log-batch</c>.</param>
/// <param name="Seconds">For how long.</param>
/// <param name="Pause">Milliseconds between an answer and the next call.</param>
/// <param name="FirstStep">Steps count from here for each caller's metric, ten digits.</param>
/// <param name="Callers">The run and the token of each.</param>
internal sealed record Calling(
    int Port,
    int Batch,
    double Seconds,
    int Pause,
    long FirstStep,
    (string Run, string Token)[] Callers
);

/// <summary>What came of it.</summary>
/// <param name="Points">Acknowledged points.</param>
/// <param name="Refused">Calls that were answered with another status than 200.</param>
/// <param name="Seconds">From the first call to the last answer.</param>
/// <param name="Median">Half of the answers came within this many milliseconds.</param>
/// <param name="P99">99 % did.</param>
/// <param name="Processor">Processor seconds of the callers' process.</param>
internal sealed record Called(
    long Points,
    long Refused,
    double Seconds,
    double Median,
    double P99,
    double Processor
);

/// <summary>Callers of the tracking protocol in a process of their own: bodies made once, only their steps change, on plain sockets that stay open.</summary>
internal static class MetricCallers
{
    /// <summary>The word that makes this program the callers' process; it reads what to do from its standard input.</summary>
    public const string Word = "callers";

    private static readonly JsonSerializerOptions Json = new() { IncludeFields = true };

    /// <summary>Starts the process and waits for what it tells.</summary>
    public static async Task<Called> CallAsync(Calling calling)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Word])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(calling, Json));
        process.StandardInput.Close();
        return JsonSerializer.Deserialize<Called>(await process.StandardOutput.ReadToEndAsync(), Json)!;
    }

    /// <summary>The process.</summary>
    public static async Task<int> RunAsync()
    {
        var calling = JsonSerializer.Deserialize<Calling>((await Console.In.ReadLineAsync())!, Json)!;
        var watch = Stopwatch.StartNew();
        var callers = await Task.WhenAll(
            calling.Callers.Select(
                (caller, place) => Task.Run(() => CallAsync(calling, caller, place, watch))
            )
        );
        var seconds = watch.Elapsed.TotalSeconds;
        var times = callers.SelectMany(caller => caller.Times).ToArray();
        var called = new Called(
            times.LongLength * calling.Batch,
            callers.Sum(caller => caller.Refused),
            seconds,
            Figures.Quantile(times, 0.5),
            Figures.Quantile(times, 0.99),
            Environment.CpuUsage.TotalTime.TotalSeconds
        );
        Console.WriteLine(JsonSerializer.Serialize(called, Json));
        return 0;
    }

    private static async Task<(List<double> Times, long Refused)> CallAsync(
        Calling calling,
        (string Run, string Token) caller,
        int place,
        Stopwatch watch
    )
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        await socket.ConnectAsync(IPAddress.Loopback, calling.Port);
        var (request, steps) = Request(calling, caller, place);
        var times = new List<double>();
        var refused = 0L;
        var answer = new byte[4096];
        var step = calling.FirstStep;
        while (watch.Elapsed.TotalSeconds < calling.Seconds)
        {
            foreach (var at in steps)
            {
                Utf8Formatter.TryFormat(step++, request.AsSpan(at), out _);
            }
            var start = Stopwatch.GetTimestamp();
            for (var sent = 0; sent < request.Length; )
            {
                sent += await socket.SendAsync(request.AsMemory(sent));
            }
            if (await AnswerAsync(socket, answer) == 200)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            else
            {
                refused++;
            }
            if (calling.Pause > 0)
            {
                await Task.Delay(calling.Pause);
            }
        }
        return (times, refused);
    }

    /// <summary>A whole request, and where its steps stand in it.</summary>
    private static (byte[] Bytes, int[] Steps) Request(
        Calling calling,
        (string Run, string Token) caller,
        int place
    )
    {
        var points = Enumerable
            .Range(0, calling.Batch)
            .Select(i =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""
                    "key":"loss{{(calling.Callers.Length > 100 ? place : "")}}","value":{{1.0
                        / (i + 3):R}},"timestamp":1790000000000,"step":{{calling.FirstStep}}
                    """
                )
            );
        var body =
            calling.Batch == 1
                ? $$"""{"run_uuid":"{{caller.Run}}","run_id":"{{caller.Run}}",{{points.Single()}}}"""
                : $$"""{"run_id":"{{caller.Run}}","metrics":[{{string.Join(
                    ',',
                    points.Select(point => "{" + point + "}")
                )}}],"params":[],"tags":[]}""";
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST /api/2.0/mlflow/runs/{(calling.Batch == 1 ? "log-metric" : "log-batch")} HTTP/1.1\r\nHost: 127.0.0.1:{calling.Port}\r\nUser-Agent: load\r\nAuthorization: Bearer {caller.Token}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"
        );
        var text = head + body;
        var steps = new List<int>();
        const string before = "\"step\":";
        for (
            var at = text.IndexOf(before, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(before, at + 1, StringComparison.Ordinal)
        )
        {
            steps.Add(at + before.Length);
        }
        return (Encoding.ASCII.GetBytes(text), [.. steps]);
    }

    /// <summary>Reads one whole answer; returns its status.</summary>
    private static async Task<int> AnswerAsync(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
            {
                throw new IOException("The host hung up.");
            }
            length += read;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            const string name = "Content-Length: ";
            if (end >= 0 && text.IndexOf(name, StringComparison.Ordinal) is >= 0 and var at)
            {
                var line = text.AsSpan(at + name.Length);
                var body = int.Parse(line[..line.IndexOf('\r')], CultureInfo.InvariantCulture);
                if (length >= end + 4 + body)
                {
                    return int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture);
                }
            }
        }
    }
}
