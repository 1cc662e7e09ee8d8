using Attune.Workspace.Metrics;
using Attune.Workspace.Metrics.Lines;
using Attune.Workspace.Metrics.TensorBoard;
using CsCheck;

namespace Attune.Workspace.Tests.Metrics;

public sealed class EventFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("attune-events-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Sums_as_event_files_in_the_wild_do() =>
        // The first twelve bytes of every file that begins with an event of 24 bytes ("brain.Event:2").
        Assert.Equal(0x224b7fa3u, EventFile.MaskedSum([0x18, 0, 0, 0, 0, 0, 0, 0]));

    [Fact]
    public void Reads_scalars_of_both_generations_and_nothing_else()
    {
        var path = Path.Combine(_folder, "events.out.tfevents.1.host");
        byte[] histogram = [.. EventBytes.Bytes(1, [.. "h"u8]), .. EventBytes.Bytes(5, [1, 2, 3])];
        File.WriteAllBytes(
            path,
            [
                .. EventBytes.Record([0x09, .. BitConverter.GetBytes(1.5), 0x1a, 3, .. "abc"u8]),
                .. EventBytes.Record(EventBytes.Simple("loss", 0.9f, 3, 100.5)),
                .. EventBytes.Record(EventBytes.Tensor("auc", float.NaN, -1, 101)),
                .. EventBytes.Record(EventBytes.Event(4, 102, histogram)),
            ]
        );
        var points = new List<MetricPoint>();
        new EventFile(path, "").Read(long.MaxValue, points);
        Assert.Equal(
            [new MetricPoint("loss", 0.9, 3, 100_500), new MetricPoint("auc", double.NaN, -1, 101_000)],
            points
        );
    }

    [Fact]
    public void Waits_for_the_rest_of_a_record()
    {
        var path = Path.Combine(_folder, "events.out.tfevents.1.host");
        var bytes = EventBytes.Record(EventBytes.Simple("loss", 1, 0, 1));
        var file = new EventFile(path, "");
        var points = new List<MetricPoint>();
        for (var i = 0; i < bytes.Length; i++)
        {
            Assert.Empty(points);
            using (var stream = new FileStream(path, FileMode.Append))
            {
                stream.WriteByte(bytes[i]);
            }
            file.Read(long.MaxValue, points);
        }
        Assert.Single(points);
    }

    [Fact]
    public void Passes_over_a_damaged_record_and_gives_up_after_a_damaged_length()
    {
        var good = EventBytes.Record(EventBytes.Simple("loss", 1, 0, 1));
        var bad = (byte[])good.Clone();
        bad[^6] ^= 1;
        var path = Path.Combine(_folder, "events.out.tfevents.1.host");
        File.WriteAllBytes(path, [.. good, .. bad, .. good]);
        var file = new EventFile(path, "");
        var points = new List<MetricPoint>();
        file.Read(long.MaxValue, points);
        Assert.Equal(2, points.Count);
        Assert.Null(file.Damage);
        File.AppendAllText(path, "what is this, no record");
        file.Read(long.MaxValue, points);
        Assert.Contains("damaged", file.Damage, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_files_that_come_later_and_names_metrics_by_their_folder()
    {
        var folder = new EventFolder(Path.Combine(_folder, "runs"), SourceOffsets.None);
        var points = new List<MetricPoint>();
        folder.Read(1 << 20, points);
        Directory.CreateDirectory(Path.Combine(_folder, "runs", "train"));
        File.WriteAllBytes(
            Path.Combine(_folder, "runs", "events.out.tfevents.1"),
            EventBytes.Record(EventBytes.Simple("loss", 1, 0, 1))
        );
        File.WriteAllBytes(
            Path.Combine(_folder, "runs", "train", "events.out.tfevents.2"),
            EventBytes.Record(EventBytes.Simple("loss", 2, 0, 1))
        );
        folder.Read(1 << 20, points);
        Assert.Equal(["loss", "train/loss"], points.Select(point => point.Metric).Order());
    }

    [Fact]
    public void No_bytes_make_it_throw() =>
        Gen.Byte.Array[0, 100].Sample(message => ScalarEvent.Read(message, "", []), iter: 20_000);
}
