using Attune.Cli.Tests.Running;

namespace Attune.Cli.Tests;

public sealed class WrongWords
{
    [Fact]
    public async Task A_word_that_is_not_among_the_known_ones_is_refused_on_a_line_that_lists_them()
    {
        var said = await AttuneCommand.RunAsync(Path.GetTempPath(), "job", "schema", "pipeline");
        Assert.Equal(2, said.ExitCode);
        Assert.Contains("'pipeline'", said.Error, StringComparison.Ordinal);
        Assert.Contains("one of: 'sweep' 'command'\n", said.Error, StringComparison.Ordinal);
    }
}
