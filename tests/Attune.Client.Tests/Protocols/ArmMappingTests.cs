using System.Text;
using System.Text.Json;
using Attune.Client.Protocols.Arm;
using Attune.Client.Protocols.Arm.Mapping;
using Attune.Jobs;
using Attune.Samplers;
using Attune.Spaces;
using CsCheck;

namespace Attune.Client.Tests.Protocols;

public sealed class ArmMappingTests
{
    [Fact]
    public void Every_job_comes_back_from_the_wire_as_it_was() =>
        GeneratedJobs.Any.Sample(
            job =>
            {
                var wire = JsonSerializer.SerializeToUtf8Bytes(
                    new Resource<JobProperties> { Properties = JobMapping.Write(job) },
                    ArmJson.Default.ResourceJobProperties
                );
                var problems = new List<Problem>();
                var read = BodyReading.Read(wire, ArmJson.Default.ResourceJobProperties, problems);
                var back = JobMapping.Read(read!.Properties!, problems);
                Assert.Empty(problems);
                Assert.Equal(JobJson.Write(Plain(job)), JobJson.Write(Plain(back!)));
                Assert.Equal(Plain(job), Plain(back!));
            },
            iter: 2_000
        );

    [Fact]
    public void A_sweep_as_the_JavaScript_client_sends_it_is_the_job_that_a_file_would_say()
    {
        var job = Read(
            """
            {"properties":{"description":"d","tags":{"source":"arm-sdk"},"computeId":"/c/cpu-1","displayName":"conformance sweep",
            "experimentName":"conformance","jobType":"Sweep","earlyTermination":{"delayEvaluation":5,"evaluationInterval":1,"policyType":"MedianStopping"},
            "inputs":{"offset":{"jobInputType":"literal","value":"10"}},"limits":{"jobLimitsType":"Sweep","timeout":"PT2H","maxConcurrentTrials":2,
            "maxTotalTrials":6,"trialTimeout":"PT10M"},"objective":{"goal":"minimize","primaryMetric":"score"},"outputs":{"model":{"jobOutputType":"uri_folder"}},
            "samplingAlgorithm":{"samplingAlgorithmType":"random"},"searchSpace":{"x":["choice",[[1,2.5,true]]],"y":["choice",[["a",{"k":["uniform",[0,1]],"z":3}]]]},
            "trial":{"command":"python3 t.py ${{search_space.x}}","environmentId":"/e/versions/1","environmentVariables":{"CONF":"1"},"resources":{"instanceCount":1}}}}
            """,
            out var problems
        );
        Assert.Empty(problems);
        var sweep = Assert.IsType<SweepJob>(job);
        Assert.Equal(Studies.Goal.Minimize, sweep.Objective.Goal);
        Assert.Equal((7200.0, 600.0), (sweep.Limits.Timeout!.Value, sweep.Limits.TrialTimeout!.Value));
        Assert.IsType<RandomSampling>(sweep.SamplingAlgorithm);
        Assert.Equal(Choice.Of(1, 2.5, true), sweep.SearchSpace[0].Distribution);
        Assert.Equal(
            Choice.Of(
                "a",
                new Branch([
                    new("k", new Uniform { MinValue = 0, MaxValue = 1 }),
                    new("z", new Constant { Value = 3 }),
                ])
            ),
            sweep.SearchSpace[1].Distribution
        );
        Assert.Equal(ParameterValue.Of(10), sweep.Inputs["offset"].Value);
        Assert.Equal("/e/versions/1", sweep.Trial.Environment!.Name);
        Assert.DoesNotContain(sweep.Validate(), problem => problem.Severity == Severity.Error);
    }

    [Fact]
    public void Every_problem_of_a_body_is_said_at_once_with_its_path()
    {
        var job = Read(
            """
            {"properties":{"jobType":"Sweep","displayName":7,"limits":{"maxTotalTrials":"six","timeout":"2 hours","trialTimeout":"P1Y"},
            "objective":{"goal":"up"},"samplingAlgorithm":{"samplingAlgorithmType":"magic","seed":"x"},"earlyTermination":{"policyType":"TruncationSelection"},
            "inputs":{"data":{"jobInputType":"uri_file"},"odd.name":{"jobInputType":"thing"}},
            "searchSpace":{"a":["uniform",[0]],"b":["nothing",[1]],"c":"constant","d":["uniform",[0,"one"]],"e":["choice",[1,2]]},
            "trial":{"distribution":{"distributionType":"?"}}}}
            """,
            out var problems
        );
        Assert.NotNull(job);
        Assert.Equal(
            [
                "properties.displayName",
                "properties.earlyTermination.truncationPercentage",
                "properties.inputs.data.uri",
                "properties.inputs.odd.name.jobInputType",
                "properties.inputs.odd.name.uri",
                "properties.limits.maxTotalTrials",
                "properties.limits.timeout",
                "properties.limits.trialTimeout",
                "properties.objective.goal",
                "properties.objective.primaryMetric",
                "properties.samplingAlgorithm.samplingAlgorithmType",
                "properties.samplingAlgorithm.seed",
                "properties.searchSpace.a",
                "properties.searchSpace.b",
                "properties.searchSpace.d[1][1]",
                "properties.searchSpace.e[1]",
                "properties.trial.command",
                "properties.trial.distribution.distributionType",
            ],
            problems.Select(problem => problem.Path).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("10", ValueKind.Integer)]
    [InlineData("0.5", ValueKind.Float)]
    [InlineData("True", ValueKind.Boolean)]
    [InlineData("true", ValueKind.Text)]
    [InlineData("007", ValueKind.Text)]
    [InlineData("1e3", ValueKind.Text)]
    [InlineData(" 1", ValueKind.Text)]
    [InlineData("NaN", ValueKind.Text)]
    [InlineData("", ValueKind.Text)]
    public void A_literal_is_what_its_text_reads_like_when_the_command_sees_the_same(
        string text,
        ValueKind kind
    )
    {
        var input = DataMapping.ReadInput(
            new JobInputValue { JobInputType = "Literal", Value = text },
            "",
            []
        );
        Assert.Equal((kind, text), (input!.Value!.Value.Kind, input.Value.Value.ToString()));
    }

    [Theory]
    [InlineData("", "The body is not JSON")]
    [InlineData("[1]", "no JSON object")]
    [InlineData("""{"a":1,"a":2}""", "The body is not JSON")]
    [InlineData("null", "no JSON object")]
    public void A_body_that_is_no_object_is_refused(string body, string message)
    {
        var problems = new List<Problem>();
        Assert.Null(
            BodyReading.Read(Encoding.UTF8.GetBytes(body), ArmJson.Default.ResourceJobProperties, problems)
        );
        Assert.Contains(message, Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    private static Job? Read(string body, out List<Problem> problems)
    {
        problems = [];
        var read = BodyReading.Read(
            Encoding.UTF8.GetBytes(body),
            ArmJson.Default.ResourceJobProperties,
            problems
        );
        return JobMapping.Read(read!.Properties!, problems);
    }

    // On the wire a literal is its text, and comes back as what that text reads like.
    private static Job Plain(Job job) =>
        job with
        {
            Inputs = new ValueMap<JobInput>(
                job.Inputs.Select(input => KeyValuePair.Create(input.Key, DataMapping.AsText(input.Value)))
            ),
        };
}
