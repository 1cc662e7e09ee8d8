using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.EarlyTermination;
using Attune.Samplers;

namespace Attune.Client.Protocols.Arm.Mapping;

/// <summary>How values are chosen, and when trials are stopped.</summary>
internal static class AlgorithmMapping
{
    public static JobSampling Write(SamplerSpec sampler)
    {
        var plain = sampler switch
        {
            RandomSampling random => new JobSampling
            {
                SamplingAlgorithmType = "Random",
                Seed = random.Seed,
                Rule = Words.Rule.Write(random.Rule),
                Logbase = random.LogBase.Equals(Math.E) ? null : JsonValue.Create(random.LogBase),
            },
            GridSampling => new JobSampling { SamplingAlgorithmType = "Grid" },
            BayesianSampling bayesian => new JobSampling
            {
                SamplingAlgorithmType = "Bayesian",
                Seed = bayesian.Seed,
            },
            _ => new JobSampling { SamplingAlgorithmType = TypeOf(Parts.Write(sampler)) },
        };
        var lost = new List<Problem>();
        return Equals(Read(plain, "", lost), sampler) && lost.Count == 0
            ? plain
            : plain with
            {
                Attune = Parts.Write(sampler),
            };
    }

    public static SamplerSpec? Read(JobSampling wire, string path, List<Problem> problems)
    {
        if (wire.Attune is { } whole)
        {
            return Parts.Read<SamplerSpec>(whole, $"{path}.attune", problems);
        }
        switch (wire.SamplingAlgorithmType?.ToUpperInvariant())
        {
            case "RANDOM":
                return new RandomSampling
                {
                    Seed = wire.Seed,
                    Rule = Words.Rule.Read(wire.Rule, $"{path}.rule", problems) ?? RandomRule.Random,
                    LogBase = LogBase(wire.Logbase, $"{path}.logbase", problems),
                };
            case "GRID":
                return new GridSampling();
            case "BAYESIAN":
                return new BayesianSampling { Seed = wire.Seed };
            case null:
                problems.Add(
                    new Problem(
                        $"{path}.samplingAlgorithmType",
                        "'samplingAlgorithmType' is missing.",
                        "Random, Grid or Bayesian"
                    )
                );
                return null;
            default:
                var own = new JsonObject { ["type"] = wire.SamplingAlgorithmType.ToLowerInvariant() };
                var unknown = new List<Problem>();
                if (Parts.Read<SamplerSpec>(own, path, unknown) is { } sampler)
                {
                    return sampler;
                }
                problems.Add(
                    new Problem(
                        $"{path}.samplingAlgorithmType",
                        $"'{wire.SamplingAlgorithmType}' is no sampling algorithm that is known.",
                        "Random, Grid or Bayesian; of this product's own: auto, gp, tpe, sobol"
                    )
                );
                return null;
        }
    }

    public static JobTermination Write(EarlyTerminationPolicy policy)
    {
        var plain = policy switch
        {
            BanditPolicy bandit => new JobTermination
            {
                PolicyType = "Bandit",
                SlackFactor = bandit.SlackFactor,
                SlackAmount = bandit.SlackAmount,
            },
            MedianStoppingPolicy => new JobTermination { PolicyType = "MedianStopping" },
            TruncationSelectionPolicy truncation => new JobTermination
            {
                PolicyType = "TruncationSelection",
                TruncationPercentage = truncation.TruncationPercentage,
            },
            _ => new JobTermination { PolicyType = TypeOf(Parts.Write(policy)) },
        };
        plain = plain with
        {
            EvaluationInterval = policy.EvaluationInterval,
            DelayEvaluation = policy.DelayEvaluation,
        };
        return Equals(Read(plain, "", []), policy) ? plain : plain with { Attune = Parts.Write(policy) };
    }

    public static EarlyTerminationPolicy? Read(JobTermination wire, string path, List<Problem> problems)
    {
        if (wire.Attune is { } whole)
        {
            return Parts.Read<EarlyTerminationPolicy>(whole, $"{path}.attune", problems);
        }
        var (interval, delay) = (wire.EvaluationInterval ?? 1, wire.DelayEvaluation ?? 0);
        switch (wire.PolicyType?.ToUpperInvariant())
        {
            case "BANDIT":
                return new BanditPolicy
                {
                    SlackFactor = wire.SlackFactor,
                    SlackAmount = wire.SlackAmount,
                    EvaluationInterval = interval,
                    DelayEvaluation = delay,
                };
            case "MEDIANSTOPPING":
                return new MedianStoppingPolicy { EvaluationInterval = interval, DelayEvaluation = delay };
            case "TRUNCATIONSELECTION" when wire.TruncationPercentage is { } percentage:
                return new TruncationSelectionPolicy
                {
                    TruncationPercentage = percentage,
                    EvaluationInterval = interval,
                    DelayEvaluation = delay,
                };
            case "TRUNCATIONSELECTION":
                problems.Add(
                    new Problem(
                        $"{path}.truncationPercentage",
                        "'truncationPercentage' is missing.",
                        "1 to 99"
                    )
                );
                return null;
            default:
                problems.Add(
                    new Problem(
                        $"{path}.policyType",
                        wire.PolicyType is null
                            ? "'policyType' is missing."
                            : $"'{wire.PolicyType}' is no early termination policy that is known.",
                        "one of Bandit, MedianStopping, TruncationSelection"
                    )
                );
                return null;
        }
    }

    private static double LogBase(JsonNode? node, string path, List<Problem> problems)
    {
        if (node is JsonValue value)
        {
            if (value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number))
            {
                return number;
            }
            if (value.TryGetValue<string>(out var text))
            {
                if (text.Equals("e", StringComparison.OrdinalIgnoreCase))
                {
                    return Math.E;
                }
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var written))
                {
                    return written;
                }
            }
        }
        if (node is not null)
        {
            problems.Add(new Problem(path, "logbase is a positive number, or the text e."));
        }
        return Math.E;
    }

    private static string TypeOf(JsonNode part) => part["type"]!.GetValue<string>();
}
