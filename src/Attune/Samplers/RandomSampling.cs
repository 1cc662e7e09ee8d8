using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Numerics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Samplers;

/// <summary>How <see cref="RandomSampling"/> chooses its points.</summary>
public enum RandomRule
{
    /// <summary>Independent draws.</summary>
    Random,

    /// <summary>The points of <see cref="SobolSampling"/>.</summary>
    Sobol,
}

/// <summary>Draws each assignment independently; takes every distribution.</summary>
public sealed record RandomSampling : SamplerSpec
{
    /// <summary>Independent draws from the study's seed, unless said otherwise.</summary>
    public RandomSampling() { }

    // Generated JSON code knows the default of an optional parameter, but not that of a property.
    [JsonConstructor]
    internal RandomSampling(double logBase = Math.E) => LogBase = logBase;

    /// <summary>The seed; null takes the study's.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Independent draws, or Sobol points. Default independent.</summary>
    public RandomRule Rule { get; init; }

    /// <summary>The base of the logarithmic distributions: loguniform is base^U(min, max). Above 0; default e. In JSON a number or <c>"e"</c>.</summary>
    [JsonPropertyName("logbase")]
    [JsonConverter(typeof(LogBaseJson))]
    public double LogBase { get; init; } = Math.E;

    internal override ulong? OwnSeed => Seed;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(SearchSpace space, string path)
    {
        if (!(LogBase > 0 && double.IsFinite(LogBase)) || LogBase.Equals(1))
        {
            yield return new Problem(
                $"{path}.logbase",
                "logbase must be a positive number other than 1, or e."
            );
            yield break;
        }
        foreach (var (name, distribution, _) in SpaceFor(space).Parameters)
        {
            var exponent = distribution switch
            {
                LogUniform log => log.MaxValue.Value,
                QLogUniform log => log.MaxValue.Value,
                _ => 0,
            };
            if (!LogBase.Equals(Math.E) && exponent > Checks.LargestExponent)
            {
                yield return new Problem(
                    $"{path}.logbase",
                    FormattableString.Invariant(
                        $"With base {LogBase} the values of '{name}' are too large for a number."
                    )
                );
            }
        }
        if (Rule == RandomRule.Sobol)
        {
            foreach (var problem in new SobolSampling().Validate(space, path))
            {
                yield return problem;
            }
        }
    }

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space) =>
        Rule == RandomRule.Sobol
            ? new SobolSampler(SpaceFor(space), scramble: true)
            : new RandomSampler(SpaceFor(space));

    // base^U(min, max) = exp(U(min, max) · ln base).
    internal override SearchSpace SpaceFor(SearchSpace space)
    {
        var scale = Math.Log(LogBase);
        return LogBase.Equals(Math.E)
            ? space
            : space.With(distribution =>
                distribution switch
                {
                    LogUniform log when (log.MinValue, log.MaxValue) is var (min, max) => log with
                    {
                        MinValue = min.With(Math.Min(min * scale, max * scale)),
                        MaxValue = max.With(Math.Max(min * scale, max * scale)),
                    },
                    QLogUniform log when (log.MinValue, log.MaxValue) is var (min, max) => log with
                    {
                        MinValue = min.With(Math.Min(min * scale, max * scale)),
                        MaxValue = max.With(Math.Max(min * scale, max * scale)),
                    },
                    _ => distribution,
                }
            );
    }
}

/// <summary>One draw for each trial, from the trial's own stream.</summary>
internal sealed class RandomSampler(SearchSpace space) : ISampler
{
    public IReadOnlyList<Proposal> Propose(StudyView study, int count, RandomStreams streams)
    {
        var proposals = new Proposal[count];
        var unit = new double[space.Parameters.Count];
        for (var i = 0; i < count; i++)
        {
            var stream = streams.For(study.Trials.Count + i, "random");
            foreach (ref var u in unit.AsSpan())
            {
                u = stream.NextDouble();
            }
            proposals[i] = new Proposal.New(space.Decode(unit), "random draw");
        }
        return proposals;
    }
}

/// <summary><c>"e"</c> or a number.</summary>
internal sealed class LogBaseJson : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble()
        : reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("e"u8) ? Math.E
        : throw new JsonException("logbase is a positive number or \"e\".");

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (value.Equals(Math.E))
        {
            writer.WriteStringValue("e"u8);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }
}
