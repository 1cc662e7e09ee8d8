using System.Text;
using Attune.Workspace.Metrics;
using Attune.Workspace.Metrics.Lines;
using CsCheck;

namespace Attune.Workspace.Tests.Metrics;

public sealed class LineTests
{
    private static readonly byte[][] Starts =
    [
        [.. "{\"a\":"u8],
        [.. "a="u8],
        [.. "\u001b["u8],
        [],
    ];

    [Theory]
    [InlineData("AUC=0.93", "AUC 0.93")]
    [InlineData("epoch=3 loss = 1.5e-3, val/auc=.5", "loss 0.0015@3|val/auc 0.5@3")]
    [InlineData("step=7 epoch=2 loss=1", "loss 1@7")]
    [InlineData("loss=nan acc=-Inf x=+infinity", "loss NaN|acc -Infinity|x Infinity")]
    [InlineData("INFO:root:auc=0.9", "auc 0.9")]
    [InlineData("\u001b[32mauc=0.9\u001b[0m", "auc 0.9")]
    [InlineData("auc=np.float64(0.75) t=tensor(0.25, device='cpu')", "auc 0.75|t 0.25")]
    [InlineData("The AUC=0.98.", "AUC 0.98")]
    [InlineData("acc=95.5%", "acc 95.5")]
    [InlineData("ndcg@5=0.4;p-value=1E-7", "ndcg@5 0.4|p-value 1E-07")]
    [InlineData("2026-01-02T03:04:05Z loss=2", "loss 2 1767323045000")]
    [InlineData("--lr=0.1 took=3s version=1.2.3 at=12:30 a==3 b<=4 c!=5 d:=6 7=8 day=2026-01-02 e=", "")]
    [InlineData("", "")]
    [InlineData("=====", "")]
    [InlineData("AUC: 0.93", "")]
    public void Reads_name_value_pairs_of_a_text_line(string line, string expected) =>
        Assert.Equal(expected, Read(new TextLines(colons: false), line));

    [Theory]
    [InlineData("AUC: 0.93", "AUC 0.93")]
    [InlineData("Epoch 3: loss: 0.5 - val_loss: 0.25", "loss 0.5|val_loss 0.25")]
    [InlineData("\"auc\": 0.5, http://host:80/x at 12:30:11", "auc 0.5")]
    public void Reads_colons_where_a_job_asks_for_text(string line, string expected) =>
        Assert.Equal(expected, Read(new TextLines(colons: true), line));

    [Theory]
    [InlineData("""{"auc":0.9,"step":3}""", "auc 0.9@3")]
    [InlineData("""{"loss":"0.22","timestamp":"2021-12-02T14:27:51Z"}""", "loss 0.22 1638455271000")]
    [InlineData("""{"loss":1,"timestamp":1638422847.287801}""", "loss 1 1638422847288")]
    [InlineData(
        """{"loss": NaN, "x": -Infinity, "s": "NaN or not", "ok": true, "n": null, "deep": {"y": 1}}""",
        "loss NaN|x -Infinity"
    )]
    [InlineData("{'loss': 0.5, 'epoch': 1.0, 'eval_auc': nan}", "loss 0.5@1|eval_auc NaN@1")]
    [InlineData("""{"a":1} {"b":2}""", "")]
    [InlineData("""{"a":1""", "")]
    [InlineData("[1,2]", "")]
    [InlineData("""{"a\u0000b":1e400}""", "a\0b Infinity")]
    public void Reads_a_json_line(string line, string expected) =>
        Assert.Equal(expected, Read(new JsonLines(), line));

    [Fact]
    public void Reads_a_table_with_gaps_and_quotes()
    {
        var reader = new CsvLines();
        Assert.Equal("", Read(reader, "epoch;\"train loss\";note;val"));
        Assert.Equal("train loss 0.5@0", Read(reader, "0;0.5;\"a;b\";"));
        Assert.Equal("train loss 0.25@1|val NaN@1", Read(reader, "1;0.25;;nan;9"));
    }

    [Fact]
    public void Reads_with_a_users_own_expression()
    {
        Assert.Equal("auc 0.5", Read(Pattern(@"AUC is ([\d.]+)", "auc"), "the AUC is 0.5 today"));
        Assert.Equal("a 1|b 2", Read(Pattern(@"(\w+) -> (\d+)", null), "a -> 1, b -> 2"));
        Assert.Equal("x 3@4", Read(Pattern(@"(?<value>\d+) (?<name>\w) at (?<step>\d+)", null), "3 x at 4"));
    }

    [Theory]
    [InlineData("(", "m")]
    [InlineData(@"(?=a)(\d)", "m")]
    [InlineData(@"(\d)\1", "m")]
    [InlineData("no group", "m")]
    [InlineData(@"(\d+)", null)]
    [InlineData("((((((((a{1,1000}){1,1000}){1,1000}", "m")]
    [InlineData("(((a{1,1000}){1,1000}){1,1000})", "m")]
    public void Refuses_an_expression_that_it_cannot_use_safely(string expression, string? metric)
    {
        Assert.Null(MetricPattern.Create(expression, metric, "metrics[0].regex", out var problem));
        Assert.Equal("metrics[0].regex", problem!.Path);
    }

    [Theory]
    [InlineData(@"^(a+)+$")]
    [InlineData(@"(x+x+)+y")]
    [InlineData(@"([a-zA-Z]+)*$")]
    [InlineData(@"(.*a){20}")]
    public void Cannot_be_held_up_by_an_evil_expression(string expression)
    {
        var reader = Pattern(expression, "m");
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        Read(reader, new string('a', 60_000) + "!");
        Read(reader, string.Concat(Enumerable.Repeat("x", 60_000)));
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void No_line_makes_a_reader_throw() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 3])
            .Sample(
                (bytes, start) =>
                {
                    byte[] line = [.. Starts[start], .. bytes];
                    foreach (
                        var reader in (LineReader[])
                            [
                                new OutputLines(true),
                                new JsonLines(),
                                new CsvLines(),
                                Pattern(@"(\w+)=(\S+)", null),
                            ]
                    )
                    {
                        reader.Read(line, []);
                        reader.Read(line, []);
                    }
                },
                iter: 5_000
            );

    [Fact]
    public void Every_finite_number_survives_its_line() =>
        Gen
            .Double.Where(double.IsFinite)
            .Sample(value =>
            {
                var text = value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
                var points = new List<MetricPoint>();
                new TextLines(false).Read(Encoding.UTF8.GetBytes($"m={text}"), points);
                new JsonLines().Read(Encoding.UTF8.GetBytes($"{{\"m\":{text}}}"), points);
                Assert.All(points, point => Assert.Equal(value, point.Value));
                Assert.Equal(2, points.Count);
            });

    private static PatternLines Pattern(string expression, string? metric)
    {
        var pattern = MetricPattern.Create(expression, metric, "", out var problem);
        Assert.Null(problem);
        return new PatternLines(pattern!);
    }

    private static string Read(LineReader reader, string line)
    {
        var points = new List<MetricPoint>();
        reader.Read(Encoding.UTF8.GetBytes(line), points);
        return string.Join(
            '|',
            points.Select(point =>
                FormattableString.Invariant($"{point.Metric} {point.Value}")
                + (point.Step is { } step ? FormattableString.Invariant($"@{step}") : "")
                + (point.Timestamp is { } time ? FormattableString.Invariant($" {time}") : "")
            )
        );
    }
}
