using System.Text.Json.Nodes;
using Attune.Kernel.Messages;
using Attune.Kernel.Tests.Running;

namespace Attune.Kernel.Tests.Protocol;

public sealed class EditorTests(KernelFixture fixture) : IClassFixture<KernelFixture>
{
    private readonly RunningKernel _kernel = fixture.Kernel;

    [Fact]
    public void Completion_knows_the_framework_and_what_earlier_cells_declared()
    {
        _kernel.Run("record Person(string FirstName, string LastName); var people = new List<Person>();");

        Assert.Contains("WriteLine", Matches("Console.Wri"));
        Assert.Equal(["FirstName"], Matches("people[0].Fir"));
        Assert.Contains("people", Matches("peo"));
    }

    [Fact]
    public void Places_are_counted_in_code_points()
    {
        var reply = Complete("var icon = \"😀\"; Console.Wri");

        Assert.Equal(24, (int?)reply["cursor_start"]);
        Assert.Equal(27, (int?)reply["cursor_end"]);
    }

    [Fact]
    public void Inspection_tells_signature_and_documentation()
    {
        _kernel.Run("/// <summary>Counts letters.</summary>\nint Letters(string text) => text.Length;");

        var own = Inspect("Letters", 4);
        var framework = Inspect("Math.Max(1, 2)", 7);

        Assert.Contains("int Letters(string text)", own, StringComparison.Ordinal);
        Assert.Contains("Returns the larger", framework, StringComparison.Ordinal);
        Assert.False(_kernel.Ask("inspect_request", Place("   ", 1)).Flag("found"));
    }

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("for (var i = 0; i < 3; i++) {", "incomplete")]
    [InlineData("var x = ", "incomplete")]
    [InlineData("int F() { return 1; }", "complete")]
    [InlineData("int x = ;", "invalid")]
    public void A_text_is_whole_or_not(string code, string status) =>
        Assert.Equal(
            status,
            _kernel.Ask("is_complete_request", new JsonObject { ["code"] = code }).Text("status")
        );

    private IEnumerable<string> Matches(string code) =>
        Complete(code)["matches"]!.AsArray().Select(match => (string)match!);

    private JsonObject Complete(string code) =>
        _kernel.Ask(
            "complete_request",
            new JsonObject { ["code"] = code, ["cursor_pos"] = code.EnumerateRunes().Count() }
        );

    private string Inspect(string code, int place) =>
        (string?)_kernel.Ask("inspect_request", Place(code, place))["data"]!["text/plain"] ?? "";

    private static JsonObject Place(string code, int place) =>
        new()
        {
            ["code"] = code,
            ["cursor_pos"] = place,
            ["detail_level"] = 0,
        };
}
