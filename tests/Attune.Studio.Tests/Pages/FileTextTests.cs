using Attune.Studio.Pages.Files;

namespace Attune.Studio.Tests.Pages;

public sealed class FileTextTests
{
    [Theory]
    [InlineData("plain\ntext\n", "plain\ntext\n")]
    [InlineData("\x1b[32mgreen\x1b[0m", "green")]
    [InlineData("\x1b]0;title\aafter", "after")]
    [InlineData("\x1b]0;title\x1b\\after", "after")]
    [InlineData("10%\r50%\r100%\ndone", "100%\ndone")]
    [InlineData("windows\r\nlines\r\n", "windows\nlines\n")]
    [InlineData("cut \x1b[3", "cut ")]
    [InlineData("cut \x1b", "cut ")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    public void A_log_is_shown_as_a_terminal_would_leave_it(string written, string shown) =>
        Assert.Equal(shown, FileText.Plain(written));

    [Fact]
    public async Task Of_a_long_log_whole_lines_of_the_end_are_shown()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(
                file,
                Enumerable.Range(0, 200_000).Select(i => $"line {i}"),
                Calls.Token
            );
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
            var text = await FileText.ReadAsync(stream, fromEnd: true, Calls.Token);
            Assert.False(text.IsWhole);
            Assert.Matches(@"^line \d+\n", text.Text);
            Assert.EndsWith("line 199999\n", text.Text, StringComparison.Ordinal);
            Assert.InRange(text.Text.Length, 200_000, 256 * 1024);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
