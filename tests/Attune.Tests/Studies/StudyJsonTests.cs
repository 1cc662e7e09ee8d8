using System.Text.Json;
using Attune.EarlyTermination;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Tests.Studies;

public sealed class StudyJsonTests
{
    [Fact]
    public void What_is_left_out_has_its_default()
    {
        Assert.Equal(
            new IntRange { Low = 1, High = 3 },
            JsonSerializer.Deserialize("""{"type":"int","low":1,"high":3}""", StudyJson.Default.Distribution)
        );
        Assert.Equal(
            new FloatRange { Low = 1, High = 3 },
            JsonSerializer.Deserialize(
                """{"high":3,"low":1,"type":"float"}""",
                StudyJson.Default.Distribution
            )
        );
        Assert.Equal(
            new SobolSampling(),
            JsonSerializer.Deserialize("""{"type":"sobol"}""", StudyJson.Default.SamplerSpec)
        );
        Assert.Equal(
            new RandomSampling(),
            JsonSerializer.Deserialize("""{"type":"random"}""", StudyJson.Default.SamplerSpec)
        );
        Assert.Equal(
            new AshaPolicy(),
            JsonSerializer.Deserialize("""{"type":"asha"}""", StudyJson.Default.EarlyTerminationPolicy)
        );
        Assert.Equal(
            new BanditPolicy { SlackFactor = 0.1 },
            JsonSerializer.Deserialize(
                """{"type":"bandit","slack_factor":0.1}""",
                StudyJson.Default.EarlyTerminationPolicy
            )
        );
        Assert.Equal(
            new StudySpec { Space = SearchSpace.Empty, Objectives = [Objective.Maximize("AUC")] },
            JsonSerializer.Deserialize(
                """{"space":{"parameters":{}},"objectives":[{"metric":"AUC","goal":"maximize"}]}""",
                StudyJson.Default.StudySpec
            )
        );
    }

    [Fact]
    public void An_end_from_before_use_was_measured_is_read_and_one_without_it_is_written_as_then()
    {
        const string old =
            """{"kind":"ended","trial":3,"end":{"state":"completed","reason":"x","exit_code":0,"values":[0.5]},"at":"2026-01-01T00:00:00+00:00"}""";
        var change = JsonSerializer.Deserialize(old, StudyJson.Default.StudyChange)!;
        Assert.Null(((TrialEnded)change).End.Usage);
        Assert.DoesNotContain(
            "usage",
            JsonSerializer.Serialize(change, StudyJson.Default.StudyChange),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"type":"int","low":1}""")]
    [InlineData("""{"type":"int","low":1,"high":2,"steps":1}""")]
    [InlineData("""{"low":1,"high":2}""")]
    [InlineData("""{"type":"int","low":null,"high":2}""")]
    public void What_is_missing_unknown_or_null_is_an_error(string json) =>
        Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize(json, StudyJson.Default.Distribution));
}
