using System.Text;
using Attune.Studio.Notebooks;

namespace Attune.Studio.Tests.Notebooks;

public sealed class NotebookDocumentTests
{
    [Fact]
    public async Task Cells_and_what_they_showed_are_read()
    {
        var notebook = await ReadAsync(
            """
            {"cells": [
              {"cell_type": "markdown", "source": ["# A\n", "text"]},
              {"cell_type": "code", "execution_count": 3, "source": "1 + 1", "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["\u001b[31mred\u001b[0m\n"]},
                {"output_type": "execute_result", "data": {"text/plain": "2"}},
                {"output_type": "display_data", "data": {"image/png": "iVBO\nRw0=", "text/plain": "picture"}},
                {"output_type": "display_data", "data": {"text/html": "<b>x</b>", "text/plain": "x"}},
                {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\u001b[31mE\u001b[0m", "at line 1"]}
              ]},
              {"cell_type": "raw", "source": "as it stands"}
            ], "metadata": {"kernelspec": {"display_name": "C# (Attune)"}}, "nbformat": 4}
            """
        );

        Assert.NotNull(notebook);
        Assert.Equal("C# (Attune)", notebook.Kernel);
        Assert.Equal(
            [CellKind.Markdown, CellKind.Code, CellKind.Raw],
            notebook.Cells.Select(cell => cell.Kind)
        );
        Assert.Equal("# A\ntext", notebook.Cells[0].Source);
        Assert.Equal(3, notebook.Cells[1].Number);
        Assert.Equal(
            [
                new NotebookOutput(OutputKind.Text, "red\n"),
                new NotebookOutput(OutputKind.Text, "2"),
                new NotebookOutput(OutputKind.Picture, "data:image/png;base64,iVBORw0="),
                new NotebookOutput(OutputKind.Html, "<b>x</b>"),
                new NotebookOutput(OutputKind.Error, "E\nat line 1"),
            ],
            notebook.Cells[1].Outputs
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("""{"cells": 1}""")]
    [InlineData("""{"worksheets": []}""")]
    public async Task What_is_no_notebook_is_told_apart(string text) => Assert.Null(await ReadAsync(text));

    [Fact]
    public async Task Odd_members_do_no_harm()
    {
        var notebook = await ReadAsync(
            """
            {"cells": [7, null, {}, {"cell_type": 1, "source": {}, "outputs": [1, {"output_type": "display_data", "data": 5},
              {"output_type": "display_data", "data": {"image/png": "\"><script>", "text/plain": [1, "t"]}}]}], "metadata": 3}
            """
        );
        Assert.Equal(4, notebook!.Cells.Count);
        Assert.Equal(new NotebookOutput(OutputKind.Text, "t"), Assert.Single(notebook.Cells[3].Outputs));
    }

    [Fact]
    public async Task Of_thousands_of_cells_the_first_are_shown()
    {
        var cells = string.Join(',', Enumerable.Repeat("""{"cell_type": "code", "source": "x"}""", 1000));
        var notebook = await ReadAsync($$"""{"cells": [{{cells}}]}""");
        Assert.Equal((300, 700), (notebook!.Cells.Count, notebook.More));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "<script")]
    [InlineData("<img src=x onerror=alert(1)>", "<img")]
    [InlineData("[a](javascript:alert(1))", "javascript:")]
    [InlineData("[a](JaVaScRiPt:alert(1))", "aVaScRiPt:")]
    [InlineData("[a](data:text/html,x)", "data:")]
    [InlineData("![a](https://elsewhere.example/pixel.png)", "<img")]
    [InlineData("<javascript:alert(1)>", "href=\"javascript")]
    [InlineData("[a]: javascript:alert(1)\n\n[a]", "javascript:")]
    public void Markdown_can_do_nothing(string text, string never) =>
        Assert.DoesNotContain(never, SafeMarkdown.Of(text).Value, StringComparison.Ordinal);

    [Fact]
    public void Markdown_is_written_as_people_expect()
    {
        var html = SafeMarkdown
            .Of("# A\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[there](https://example.org/)")
            .Value;
        Assert.Contains("<h3", html, StringComparison.Ordinal);
        Assert.Contains("<td>1</td>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://example.org/\"", html, StringComparison.Ordinal);
        Assert.Contains("noopener", html, StringComparison.Ordinal);
    }

    private static async Task<NotebookDocument?> ReadAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await NotebookDocument.ReadAsync(stream, TestContext.Current.CancellationToken);
    }
}
