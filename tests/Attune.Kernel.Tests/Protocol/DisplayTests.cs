using Attune.Kernel.Messages;
using Attune.Kernel.Tests.Running;

namespace Attune.Kernel.Tests.Protocol;

public sealed class DisplayTests(KernelFixture fixture) : IClassFixture<KernelFixture>
{
    private readonly RunningKernel _kernel = fixture.Kernel;

    [Theory]
    [InlineData("Html(\"<b>x</b>\")", "text/html", "<b>x</b>")]
    [InlineData("Markdown(\"**x**\")", "text/markdown", "**x**")]
    [InlineData("Svg(\"<svg/>\")", "image/svg+xml", "<svg/>")]
    [InlineData("Png(new byte[] { 1, 2, 3 })", "image/png", "AQID")]
    [InlineData("Text(\"x\")", "text/plain", "x")]
    public void A_value_says_what_it_is(string code, string type, string text)
    {
        Assert.Equal(text, _kernel.Run(code).Data("execute_result")!.Text(type));
        Assert.Equal(text, _kernel.Run($"display({code});").Data("display_data")!.Text(type));
    }

    [Fact]
    public void Objects_and_dictionaries_are_tables_with_everything_encoded()
    {
        var objects = _kernel.Run("new[] { new { Name = \"<i>\", N = 1 }, new { Name = \"b\", N = 2 } }");
        var dictionaries = _kernel.Run(
            "new[] { new Dictionary<string, object> { [\"a\"] = 1 }, new Dictionary<string, object> { [\"b\"] = 2.5 } }"
        );
        var pairs = _kernel.Run("new Dictionary<string, int> { [\"one\"] = 1 }");

        Assert.Equal(
            "<table><thead><tr><th>Name</th><th>N</th></tr></thead><tbody><tr><td>&lt;i&gt;</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></tbody></table>",
            objects.Data("execute_result")!.Text("text/html")
        );
        Assert.Equal(
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td></td></tr><tr><td></td><td>2.5</td></tr></tbody></table>",
            dictionaries.Data("execute_result")!.Text("text/html")
        );
        Assert.Contains(
            "<td>one</td><td>1</td>",
            pairs.Data("execute_result")!.Text("text/html"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_long_sequence_is_cut_and_one_without_end_ends()
    {
        var run = _kernel.Run(
            "IEnumerable<object> Endless() { for (var n = 0; ; n++) yield return new { n }; } Endless()"
        );

        var html = run.Data("execute_result")!.Text("text/html")!;
        Assert.Equal(101, html.Split("<tr>").Length - 1);
        Assert.Contains("more", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_can_be_replaced_from_a_later_cell()
    {
        var shown = _kernel.Run("var place = display(\"0 %\");");
        var updated = _kernel.Run("place.Update(\"100 %\");");

        var id = shown.Of("display_data").Single()["transient"]!["display_id"]!.GetValue<string>();
        var update = updated.Of("update_display_data").Single();
        Assert.Equal(id, update["transient"]!["display_id"]!.GetValue<string>());
        Assert.Equal("100 %", (string?)update["data"]!["text/plain"]);
    }

    [Fact]
    public void A_type_says_by_its_own_methods_how_it_is_shown()
    {
        _kernel.Run(
            "class Sweep { public string ToHtml() => \"<p>sweep</p>\"; public override string ToString() => \"sweep\"; }"
        );
        var data = _kernel.Run("new Sweep()").Data("execute_result")!;

        Assert.Equal("<p>sweep</p>", data.Text("text/html"));
        Assert.Equal("sweep", data.Text("text/plain"));
    }

    [Fact]
    public void A_formatter_counts_for_derived_types_unless_they_have_one()
    {
        _kernel.Run("class Shape { } class Circle : Shape { } class Square : Shape { }");
        _kernel.Run(
            "Formatters.Add<Shape>(\"text/html\", _ => \"shape\"); Formatters.Add<Circle>(\"text/html\", _ => \"circle\");"
        );

        Assert.Equal("circle", _kernel.Run("new Circle()").Data("execute_result")!.Text("text/html"));
        Assert.Equal("shape", _kernel.Run("new Square()").Data("execute_result")!.Text("text/html"));
    }

    [Fact]
    public void Output_can_be_cleared_and_a_page_opened()
    {
        var run = _kernel.Run("ClearOutput(wait: true); Page(\"help\");");

        Assert.True((bool?)run.Of("clear_output").Single()["wait"]);
        Assert.Equal("help", (string?)run.Reply["payload"]![0]!["data"]!["text/plain"]);
    }
}
