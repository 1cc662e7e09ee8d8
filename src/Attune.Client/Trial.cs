using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Attune.Client.Protocols.MLflow;

namespace Attune.Client;

/// <summary>The trial that this process is: its parameters, and where its metrics, tags and files go.</summary>
/// <remarks>
/// <code>
/// await using var trial = Trial.Current;
/// var rate = trial.Double("learning_rate", 0.1);
/// trial.Log("AUC", auc);
/// model.Save(trial.OutputPath("model.zip"));
/// </code>
/// Logging returns at once; what was logged is sent in the background and, when the host is away, for minutes to come.
/// Disposing waits until all of it is durable at the host. Started by hand, outside a sweep, a program prints its metrics as
/// <c>name=value</c> lines, which are read when a sweep runs it later. Thread-safe.
/// </remarks>
public sealed class Trial : IAsyncDisposable
{
    private static readonly Lazy<Trial> Shared = new(() =>
        new Trial(TrialSettings.From(Environment.GetEnvironmentVariable))
    );

    private readonly TrialSettings _settings;
    private readonly TrialParameters _parameters;
    private readonly HostConnection? _host;
    private readonly LogSender? _sender;
    private readonly Lazy<StopSignal> _stop = new(() => new StopSignal());
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _disposed;

    internal Trial(TrialSettings settings)
    {
        _settings = settings;
        _parameters = new TrialParameters(settings.Variable);
        if (settings.Host is { } host)
        {
            _host = new HostConnection(host, settings.Token, settings.Patience, settings.Time);
            _sender = new LogSender(_host, settings.Run!);
            AppDomain.CurrentDomain.ProcessExit += OnExit;
        }
    }

    /// <summary>The trial of this process, made from its environment at the first use.</summary>
    public static Trial Current => Shared.Value;

    /// <summary>The trial's name, e.g. <c>happy_fox_3</c>; null outside a sweep.</summary>
    public string? Name => _settings.Run;

    /// <summary>Which attempt at the trial this is, from 1.</summary>
    public int Attempt => _settings.Attempt;

    /// <summary>Whether there is a host to log to. False: metrics are printed.</summary>
    public bool IsOnline => _sender is not null;

    /// <summary>Cancelled when the host asks the trial to end (SIGTERM), some seconds before it is ended by force.</summary>
    /// <remarks>Looking at this property takes the signal over: the program must then end by itself. Otherwise the signal ends it, after what was logged is sent.</remarks>
    public CancellationToken StopRequested => _stop.Value.Token;

    /// <summary>A parameter that is a number.</summary>
    /// <param name="name">Its name in the search space.</param>
    /// <param name="byDefault">What it is outside a sweep; absent: there must be one.</param>
    /// <exception cref="InvalidOperationException">There is no such parameter and no default.</exception>
    /// <exception cref="FormatException">Its value is not a number.</exception>
    public double Double(string name, double? byDefault = null) =>
        _parameters.Read(name, byDefault, byDefault is not null, TrialParameters.Number, "a number");

    /// <summary>A parameter that is a whole number; <c>100.0</c> is one.</summary>
    /// <inheritdoc cref="Double"/>
    public int Int(string name, int? byDefault = null) =>
        checked(
            (int)
                _parameters.Read(
                    name,
                    (long?)byDefault,
                    byDefault is not null,
                    TrialParameters.Whole,
                    "a whole number"
                )
        );

    /// <summary>A parameter that is true or false (also 1, 0, yes, no).</summary>
    /// <inheritdoc cref="Double"/>
    public bool Bool(string name, bool? byDefault = null) =>
        _parameters.Read(name, byDefault, byDefault is not null, TrialParameters.Truth, "true or false");

    /// <summary>A parameter as its text.</summary>
    /// <inheritdoc cref="Double"/>
    public string Text(string name, string? byDefault = null) => _parameters.Text(name, byDefault);

    /// <summary>Logs a metric; returns at once.</summary>
    /// <param name="metric">Its name; the sweep's objective is matched exactly.</param>
    /// <param name="value">Its value; NaN and infinities are kept.</param>
    /// <param name="step">The step; absent: how often this metric was logged before, from 0.</param>
    public void Log(string metric, double value, long? step = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        var at = step ?? Count(metric);
        if (_sender is null)
        {
            Print(metric, value, step);
            return;
        }
        // The time is fixed here: however often the point is sent, it is the same point.
        var time = _settings.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _sender.Add(
            new LogEntry.Point(
                new Metric
                {
                    Key = metric,
                    Value = value,
                    Timestamp = time,
                    Step = at,
                }
            )
        );
    }

    /// <summary>Logs a metric; waits only while very much is unsent.</summary>
    /// <inheritdoc cref="Log"/>
    public Task LogAsync(
        string metric,
        double value,
        long? step = null,
        CancellationToken cancellationToken = default
    )
    {
        Log(metric, value, step);
        return _sender is null ? Task.CompletedTask : _sender.WhenRoomAsync(cancellationToken);
    }

    /// <summary>Records a parameter that the sweep does not know of. It cannot change afterwards.</summary>
    public void LogParameter(string name, string value) =>
        _sender?.Add(new LogEntry.Parameter(new KeyValue(name, value)));

    /// <summary>Sets a tag; the newest value counts.</summary>
    public void SetTag(string name, string value) =>
        _sender?.Add(new LogEntry.Tag(new KeyValue(name, value)));

    /// <summary>The path for a file that is kept with the trial, in its <c>outputs</c> folder; folders on the way are made.</summary>
    /// <param name="name">A relative path, e.g. <c>model.zip</c>.</param>
    public string OutputPath(string name)
    {
        var path = Path.GetFullPath(name, _settings.Outputs);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Keeps a copy of any file with the trial.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its path among the trial's outputs; absent: its own name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TrialLoggingException">The host refused it or was away for too long.</exception>
    public async Task UploadAsync(
        string file,
        string? name = null,
        CancellationToken cancellationToken = default
    )
    {
        name ??= Path.GetFileName(file);
        if (_host is null)
        {
            File.Copy(file, OutputPath(name), overwrite: true);
            return;
        }
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"There is no file {file} to upload.", file);
        }
        string[] segments = [_settings.Experiment, Name!, "artifacts", .. name.Replace('\\', '/').Split('/')];
        var address =
            "/api/2.0/mlflow-artifacts/artifacts/" + string.Join('/', segments.Select(Uri.EscapeDataString));
        await _host
            .SendAsync(
                () =>
                    new HttpRequestMessage(HttpMethod.Put, address)
                    {
                        Content = new StreamContent(File.OpenRead(file)),
                    },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Waits until all that was logged so far is durable at the host.</summary>
    /// <exception cref="TrialLoggingException">Something was refused since the last flush.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default) =>
        _sender?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Flushes and closes. A refusal is written to standard error, so that it hides no exception of the program.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0 || _sender is null)
        {
            return;
        }
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        try
        {
            await _sender.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (TrialLoggingException refusal)
        {
            await _settings
                .Error.WriteLineAsync($"attune: not everything was logged: {refusal.Message}")
                .ConfigureAwait(false);
        }
        await _sender.DisposeAsync().ConfigureAwait(false);
        _host!.Dispose();
        if (_stop.IsValueCreated)
        {
            _stop.Value.Dispose();
        }
    }

    /// <summary>A program that ends without disposing loses nothing either.</summary>
    private void OnExit(object? sender, EventArgs e) => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private long Count(string metric)
    {
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(metric);
            _counts[metric] = count + 1;
            return count;
        }
    }

    private void Print(string metric, double value, long? step)
    {
        var number = value.ToString("R", CultureInfo.InvariantCulture);
        var simple =
            metric.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '/')
            && char.IsAsciiLetter(metric[0]);
        var line = simple
            ? $"{(step is null ? "" : FormattableString.Invariant($"step={step} "))}{metric}={number}"
            : $"{{{JsonString(metric)}: \"{number}\"{(step is null ? "" : FormattableString.Invariant($", \"step\": {step}"))}}}";
        lock (_gate)
        {
            _settings.Output.WriteLine(line);
        }
    }

    private static string JsonString(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private sealed class StopSignal : IDisposable
    {
        private readonly CancellationTokenSource _source = new();
        private readonly PosixSignalRegistration _registration;

        public StopSignal() =>
            _registration = PosixSignalRegistration.Create(
                PosixSignal.SIGTERM,
                signal =>
                {
                    signal.Cancel = true;
                    _source.Cancel();
                }
            );

        public CancellationToken Token => _source.Token;

        public void Dispose()
        {
            _registration.Dispose();
            _source.Dispose();
        }
    }
}
