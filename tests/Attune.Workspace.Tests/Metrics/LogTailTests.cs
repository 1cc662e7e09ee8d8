using System.Text;
using Attune.Workspace.Metrics;
using CsCheck;

namespace Attune.Workspace.Tests.Metrics;

public sealed class LogTailTests : IDisposable
{
    private readonly string _path = Path.Combine(
        Directory.CreateTempSubdirectory("attune-tail-").FullName,
        "log.txt"
    );

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Hands_out_a_line_once_it_is_complete()
    {
        var tail = new LogTail(_path);
        Assert.Empty(Read(tail));
        File.WriteAllText(_path, "one\r\ntw");
        Assert.Equal(["one"], Read(tail));
        File.AppendAllText(_path, "o\n\nbar 1%\rbar 2%\rthree");
        Assert.Equal(["two", "bar 1%", "bar 2%"], Read(tail));
        Assert.Equal(["three"], Finish(tail));
        Assert.Empty(Finish(tail));
    }

    [Fact]
    public void Begins_anew_when_the_file_was_cut_or_replaced()
    {
        var tail = new LogTail(_path);
        File.WriteAllText(_path, "a long first line\nbegun");
        Assert.Single(Read(tail));
        File.WriteAllText(_path, "new\n");
        Assert.Equal(["new"], Read(tail));
        Assert.Equal(1, tail.Restarts);
    }

    [Fact]
    public void Passes_over_the_rest_of_an_overlong_line_in_constant_memory()
    {
        var tail = new LogTail(_path);
        using (var file = File.Create(_path))
        {
            // A hole reads as zeros and takes no disk: a line of 1 GB.
            file.SetLength(1L << 30);
            file.Seek(0, SeekOrigin.End);
            file.Write("\nauc=1\n"u8);
        }
        var lines = new List<int>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (tail.Read(1 << 24, line => lines.Add(line.Length)) > 0) { }
        Assert.Equal([LogTail.LongestLine, 5], lines);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20);
    }

    [Fact]
    public void Keeps_to_its_budget()
    {
        File.WriteAllText(_path, string.Concat(Enumerable.Repeat("x\n", 500_000)));
        var tail = new LogTail(_path);
        var read = tail.Read(100_000, _ => { });
        Assert.InRange(read, 100_000, 200_000);
    }

    [Fact]
    public void However_a_file_grows_its_lines_are_the_same() =>
        Gen.Select(Gen.String[Gen.Char["ab\n\ré"], 0, 300], Gen.Int[1, 40])
            .Sample(
                (text, size) =>
                {
                    File.Delete(_path);
                    var tail = new LogTail(_path);
                    var bytes = Encoding.UTF8.GetBytes(text);
                    var lines = new List<string>();
                    for (var i = 0; i < bytes.Length; i += size)
                    {
                        using (var file = new FileStream(_path, FileMode.Append))
                        {
                            file.Write(bytes.AsSpan(i, Math.Min(size, bytes.Length - i)));
                        }
                        lines.AddRange(Read(tail));
                    }
                    lines.AddRange(Finish(tail));
                    Assert.Equal(text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries), lines);
                },
                iter: 200,
                threads: 1
            );

    private static List<string> Read(LogTail tail)
    {
        var lines = new List<string>();
        tail.Read(long.MaxValue, line => lines.Add(Encoding.UTF8.GetString(line)));
        return lines;
    }

    private static List<string> Finish(LogTail tail)
    {
        var lines = new List<string>();
        tail.Finish(line => lines.Add(Encoding.UTF8.GetString(line)));
        return lines;
    }
}
