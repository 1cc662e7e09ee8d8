using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Cli.Tuner;
using Attune.Samplers;

namespace Attune.Cli.Tests.Tuner;

/// <summary>A driver's side of a conversation in this process.</summary>
internal sealed class Driver(SamplerSpec? sampler = null)
{
    private readonly TunerConversation _tuner = new(sampler ?? new RandomSampling(), 0, TimeProvider.System);

    public static Driver Started(string space, int seed = 1, string direction = "minimize")
    {
        var driver = new Driver();
        Assert.Equal("""{"ok":true}""", driver.Say(First(space, seed, direction)));
        return driver;
    }

    public static string First(string space, int seed = 1, string direction = "minimize") =>
        $$"""{"space":{{space}},"direction":"{{direction}}","seed":{{seed}},"budget":100}""";

    /// <summary>The answer to a line, without its end of line.</summary>
    public string Say(string line)
    {
        var answer = Encoding.UTF8.GetString(_tuner.Answer(line).Span);
        Assert.EndsWith("\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', answer[..^1]);
        return answer[..^1];
    }

    public string? Error(string line) => JsonNode.Parse(Say(line))!["error"]?.GetValue<string>();

    /// <summary>Asks for trials.</summary>
    public List<(int Id, Dictionary<string, JsonElement> Params)> Ask(int count)
    {
        var answer = Say(FormattableString.Invariant($$"""{"ask":{{count}}}"""));
        return
        [
            .. JsonDocument
                .Parse(answer)
                .RootElement.GetProperty("trials")
                .EnumerateArray()
                .Select(trial =>
                    (
                        trial.GetProperty("id").GetInt32(),
                        trial.GetProperty("params").EnumerateObject().ToDictionary(p => p.Name, p => p.Value)
                    )
                ),
        ];
    }
}
