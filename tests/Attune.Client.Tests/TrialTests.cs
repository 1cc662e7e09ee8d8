using System.Net;

namespace Attune.Client.Tests;

public sealed class TrialTests
{
    [Fact]
    public async Task Outside_a_sweep_metrics_are_printed_as_lines_that_a_sweep_reads()
    {
        using var output = new StringWriter();
        await using (var trial = new Trial(Settings() with { Output = output }))
        {
            Assert.False(trial.IsOnline);
            trial.Log("auc", 0.5);
            trial.Log("val/loss", double.NaN, step: 3);
            await trial.LogAsync(
                "odd name=",
                double.PositiveInfinity,
                step: -1,
                TestContext.Current.CancellationToken
            );
            trial.LogParameter("p", "1");
            trial.SetTag("t", "1");
        }
        string[] lines = ["auc=0.5", "step=3 val/loss=NaN", "{\"odd name=\": \"Infinity\", \"step\": -1}"];
        Assert.Equal(lines, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Parameters_are_read_with_their_types()
    {
        await using var trial = new Trial(
            Settings(
                ("lr", "1e-3"),
                ("trees", "100.0"),
                ("deep", "True"),
                ("kind", "a=b"),
                ("model[0].x", "7")
            )
        );
        Assert.Equal(1e-3, trial.Double("lr"));
        Assert.Equal(100, trial.Int("trees"));
        Assert.True(trial.Bool("deep"));
        Assert.Equal("a=b", trial.Text("kind", "c"));
        Assert.Equal(7, trial.Int("model[0].x"));
        Assert.Equal(0.5, trial.Double("none", 0.5));
        Assert.False(trial.Bool("none", false));
        Assert.Contains(
            "AZUREML_SWEEP_none",
            Assert.Throws<InvalidOperationException>(() => trial.Int("none")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'a=b'",
            Assert.Throws<FormatException>(() => trial.Double("kind")).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<FormatException>(() => trial.Int("lr"));
    }

    [Fact]
    public async Task Output_files_have_a_folder()
    {
        var folder = Directory.CreateTempSubdirectory("attune-outputs-").FullName;
        try
        {
            await using var trial = new Trial(Settings() with { Outputs = Path.Combine(folder, "outputs") });
            var path = trial.OutputPath("model/weights.bin");
            await File.WriteAllTextAsync(path, "w", TestContext.Current.CancellationToken);
            await trial.UploadAsync(path, "copy.bin", TestContext.Current.CancellationToken);
            Assert.Equal(
                "w",
                await File.ReadAllTextAsync(
                    Path.Combine(folder, "outputs", "copy.bin"),
                    TestContext.Current.CancellationToken
                )
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_host_that_stays_away_is_given_up_in_words()
    {
        using var errors = new StringWriter();
        var settings = Settings() with
        {
            Host = new Uri("http://127.0.0.1:9/"),
            Run = "t_0",
            Patience = TimeSpan.FromMilliseconds(300),
            Error = errors,
        };
        await using (var trial = new Trial(settings))
        {
            trial.Log("auc", 1);
            await Assert.ThrowsAsync<TrialLoggingException>(() =>
                trial.FlushAsync(TestContext.Current.CancellationToken)
            );
            trial.Log("auc", 2);
        }
        Assert.StartsWith("attune: not everything was logged", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_busy_is_asked_again()
    {
        var calls = 0;
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var serving = ServeAsync();
        await using (
            var trial = new Trial(
                Settings() with
                {
                    Host = new Uri($"http://127.0.0.1:{port}/"),
                    Run = "t_0",
                    Token = "x",
                }
            )
        )
        {
            await trial.LogAsync("auc", 1);
            await trial.FlushAsync(TestContext.Current.CancellationToken);
        }
        await serving;
        Assert.Equal(4, calls);

        async Task ServeAsync()
        {
            foreach (var status in (int[])[503, 429, 500, 200])
            {
                var context = await listener.GetContextAsync();
                calls++;
                context.Response.StatusCode = status;
                context.Response.Close();
            }
        }
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private static TrialSettings Settings(params (string Name, string Value)[] parameters) =>
        new()
        {
            Outputs = Path.GetTempPath(),
            Variable = name => parameters.FirstOrDefault(pair => "AZUREML_SWEEP_" + pair.Name == name).Value,
        };
}
