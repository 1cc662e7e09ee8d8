using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Attune.Storage;
using Attune.Studies;
using Attune.Studio.SignIn;
using Attune.Workspace.Metrics;

namespace Attune.Studio.Tests.Telemetry;

/// <summary>What a host measures of itself reaches the collector that is named, and nobody else.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Counts_and_traces_reach_the_collector_and_no_secret_does()
    {
        using var collector = new Collector();
        var host = new MeasuredHost(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            }
        );
        await using (host)
        {
            await host.StartAsync();
            using var http = host.Client();
            await http.GetOkAsync("experiments/get?experiment_id=0");
            await host.Inbox.PostAsync([new Measurement("r", 1, "m", 0, 1, 0)], Calls.Token);
            await collector.UntilAsync("/v1/metrics", "attune.measurements");
            await collector.UntilAsync("/v1/traces", "experiments/get");
            var everything = collector.Everything;
            Assert.DoesNotContain(HostToken.Of(host.Home), everything, StringComparison.Ordinal);
            Assert.DoesNotContain("code=", everything, StringComparison.Ordinal);
        }
    }

    /// <summary>A host of a home of its own, with OpenTelemetry's variables.</summary>
    private sealed class MeasuredHost(IReadOnlyDictionary<string, string> variables)
        : ITrialDirectory,
            IAsyncDisposable
    {
        private readonly TestHost.LogLines _log = new();
        private AttuneDatabase? _database;
        private StudioHost? _host;

        public string Home { get; } = Directory.CreateTempSubdirectory("attune-telemetry-").FullName;

        public MetricInbox Inbox { get; private set; } = null!;

        public async Task StartAsync()
        {
            _database = await AttuneDatabase.OpenAsync(Home, cancellationToken: Calls.Token);
            Inbox = new MetricInbox(_database.Measurements);
            _host = await StudioHost.StartAsync(
                new StudioOptions { Home = Home, Telemetry = variables },
                new StudioParts(_database, Inbox, this, null, _log),
                Calls.Token
            );
        }

        public HttpClient Client()
        {
            var client = new HttpClient { BaseAddress = _host!.Address };
            client.DefaultRequestHeaders.Authorization = new("Bearer", HostToken.Of(Home));
            return client;
        }

        public TrialRun? Find(string run) => null;

        public async ValueTask DisposeAsync()
        {
            if (_host is not null)
            {
                await _host.DisposeAsync();
            }
            if (_database is not null)
            {
                await _database.DisposeAsync();
            }
            _log.Dispose();
            Directory.Delete(Home, recursive: true);
        }
    }

    /// <summary>A collector that keeps what it is sent.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<(string Path, string Text)> _came = [];
        private readonly SemaphoreSlim _more = new(0);

        public Collector()
        {
            // Any port that is free: a listener cannot ask for one itself.
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            Address = $"http://127.0.0.1:{port}";
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _ = ListenAsync();
        }

        public string Address { get; }

        public string Everything => string.Join('\n', _came.Select(each => each.Text));

        public async Task UntilAsync(string path, string text)
        {
            while (
                !_came.Any(each => each.Path == path && each.Text.Contains(text, StringComparison.Ordinal))
            )
            {
                Assert.True(
                    await _more.WaitAsync(TimeSpan.FromMinutes(3), Calls.Token),
                    $"no {text} at {path}"
                );
            }
        }

        public void Dispose()
        {
            _listener.Close();
            _more.Dispose();
        }

        private async Task ListenAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext call;
                try
                {
                    call = await _listener.GetContextAsync();
                }
                catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                _came.Enqueue((call.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                call.Response.Close();
                _more.Release();
            }
        }
    }
}
