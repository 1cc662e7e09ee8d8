using Attune.Jobs;
using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attune.Workspace.Tests.Metrics;

public sealed class TrialMetricsTests : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("attune-doors-").FullName;
    private AttuneDatabase _database = null!;
    private MetricInbox _inbox = null!;
    private MetricDoors _doors = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Output => Path.Combine(_home, "std_log.txt");

    public async ValueTask InitializeAsync()
    {
        _database = await AttuneDatabase.OpenAsync(_home, cancellationToken: Token);
        Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _doors.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task The_primary_metric_is_read_from_standard_output_without_being_asked()
    {
        await using var trial = await OpenTrialAsync();
        await File.WriteAllTextAsync(Output, "auc=0.5\nAUC=0.7 loss=3\nAUC=0.8", Token);
        await trial.DrainAsync(Token);
        Assert.Equal(["AUC 0 0.7", "AUC 1 0.8"], await StoredAsync());
        Assert.Equal(["AUC", "auc", "loss"], trial.NamesSeen);
    }

    [Fact]
    public async Task Points_come_while_the_trial_runs()
    {
        await using var trial = await OpenTrialAsync();
        var heard = new TaskCompletionSource();
        using var subscription = _inbox.Subscribe(_ => heard.TrySetResult());
        await File.WriteAllTextAsync(Output, "AUC=0.7\n", Token);
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(180), Token);
    }

    [Fact]
    public async Task A_restarted_host_stores_nothing_twice_and_misses_nothing()
    {
        FileMetrics[] declared = [new() { Path = "m.jsonl" }];
        Directory.CreateDirectory(Path.Combine(_home, "logs"));
        await File.WriteAllTextAsync(Output, "AUC=1\nAUC=1\n", Token);
        await File.WriteAllTextAsync(
            Path.Combine(_home, "m.jsonl"),
            "{\"loss\":1,\"step\":5}\n{\"loss\":1,\"step\":5}\n",
            Token
        );
        await (await OpenTrialAsync(declared)).DrainAsync(Token);
        await _doors.DisposeAsync();
        Open();
        await using var trial = await OpenTrialAsync(declared);
        await File.AppendAllTextAsync(Output, "AUC=1\n", Token);
        await File.AppendAllTextAsync(Path.Combine(_home, "m.jsonl"), "{\"loss\":1,\"step\":5}\n", Token);
        await trial.DrainAsync(Token);
        Assert.Equal(
            ["AUC 0 1", "AUC 1 1", "AUC 2 1", "loss 5 1", "loss 5 1", "loss 5 1"],
            await StoredAsync()
        );
    }

    [Fact]
    public async Task A_clients_call_is_trusted_over_a_file_and_a_file_over_the_output()
    {
        await using var trial = await OpenTrialAsync([
            new FileMetrics { Path = "m.jsonl" },
            new OutputMetrics(),
        ]);
        await File.WriteAllTextAsync(Output, "AUC=1\nloss=1\nother=1\n", Token);
        await File.WriteAllTextAsync(Path.Combine(_home, "m.jsonl"), "{\"AUC\":2,\"loss\":2}\n", Token);
        await _inbox.PostAsync([new Measurement("t_0", 1, "AUC", 0, 3, 5)], Token);
        await trial.DrainAsync(Token);
        Assert.Equal(["AUC 0 3", "loss 0 2", "other 0 1"], await StoredAsync());
        Assert.Equal(["'AUC'", "'loss'"], trial.Notes.Select(note => note.Split(' ')[0]));
    }

    [Fact]
    public async Task A_second_attempt_does_not_read_what_the_first_one_wrote()
    {
        MetricSourceSpec[] declared =
        [
            new FileMetrics { Path = "m.csv", Format = MetricFileFormat.Csv },
            new TensorBoardMetrics { Path = "tb" },
        ];
        var table = Path.Combine(_home, "m.csv");
        Directory.CreateDirectory(Path.Combine(_home, "tb"));
        await File.WriteAllTextAsync(table, "epoch,loss\n0,9\n", Token);
        await File.WriteAllBytesAsync(
            Path.Combine(_home, "tb", "tfevents.1"),
            EventBytes.Record(EventBytes.Simple("acc", 1, 0, 1)),
            Token
        );
        await (await OpenTrialAsync(declared)).DrainAsync(Token);
        await (await OpenTrialAsync(declared, attempt: 2)).DisposeAsync();
        await File.AppendAllTextAsync(table, "1,8\n", Token);
        await using var second = await OpenTrialAsync(declared, attempt: 2);
        await File.WriteAllBytesAsync(
            Path.Combine(_home, "tb", "tfevents.2"),
            EventBytes.Record(EventBytes.Simple("acc", 2, 0, 2)),
            Token
        );
        await second.DrainAsync(Token);
        Assert.Equal(["acc 0 1", "acc 0 2", "loss 0 9", "loss 1 8"], await StoredAsync());
    }

    private void Open()
    {
        _inbox = new MetricInbox(_database.Measurements);
        _doors = new MetricDoors(
            _inbox,
            _database.Measurements,
            TimeProvider.System,
            NullLogger<MetricDoors>.Instance
        );
    }

    private Task<TrialMetrics> OpenTrialAsync(
        IReadOnlyList<MetricSourceSpec>? declared = null,
        int attempt = 1
    ) =>
        _doors.ReopenAsync(
            new TrialSources
            {
                Run = "t_0",
                Attempt = attempt,
                Folder = _home,
                Output = Output,
                Primary = "AUC",
                Declared = declared ?? [],
            },
            Token
        );

    private async Task<IReadOnlyList<string>> StoredAsync() =>
        [
            .. (await _database.Measurements.ReadAsync("t_0", null, 0, 100, Token))
                .Select(point => FormattableString.Invariant($"{point.Metric} {point.Step} {point.Value}"))
                .Order(StringComparer.Ordinal),
        ];
}
