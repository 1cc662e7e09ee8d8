using System.Text.Json.Serialization;
using Attune.Numerics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Samplers;

/// <summary>Points of the Sobol sequence, scrambled: they fill the space more evenly than random ones. The n-th different assignment has the index n.</summary>
/// <remarks>Most even after 2^k trials. At most <see cref="MostDimensions"/> parameters that vary.</remarks>
public sealed record SobolSampling : SamplerSpec
{
    /// <summary>Scrambled points of the study's seed, unless said otherwise.</summary>
    public SobolSampling() { }

    // Generated JSON code knows the default of an optional parameter, but not that of a property.
    [JsonConstructor]
    internal SobolSampling(bool scramble = true) => Scramble = scramble;

    /// <summary>The most parameters that vary; constants do not count.</summary>
    public static int MostDimensions => SobolSequence.MostDimensions;

    /// <summary>The seed of the scrambling; null takes the study's.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Whether to scramble, which removes the sequence's regular patterns and makes it depend on the seed. Default true.</summary>
    public bool Scramble { get; init; } = true;

    internal override ulong? OwnSeed => Seed;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(SearchSpace space, string path)
    {
        var dimensions = space.Parameters.Count(parameter => parameter.Distribution.Count != 1);
        return dimensions <= MostDimensions
            ? []
            :
            [
                new Problem(
                    path,
                    $"The Sobol sequence here has {MostDimensions} dimensions, and {dimensions} parameters vary.",
                    "Use random."
                ),
            ];
    }

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space) => new SobolSampler(space, Scramble);
}

/// <summary>Decodes the points one after the other; a parameter with one value takes no dimension.</summary>
internal sealed class SobolSampler(SearchSpace space, bool scramble) : ISampler
{
    private readonly int[] _dimensions = Dimensions(space);

    public IReadOnlyList<Proposal> Propose(StudyView study, int count, RandomStreams streams)
    {
        var proposals = new Proposal[count];
        var unit = new double[space.Parameters.Count];
        for (var i = 0; i < count; i++)
        {
            // Repeats must not leave gaps in the sequence: without them this is the trial's number.
            var index = (uint)(study.DifferentAssignments + i);
            for (var p = 0; p < unit.Length; p++)
            {
                unit[p] = _dimensions[p] < 0 ? 0.5 : Coordinate(index, _dimensions[p], streams.Seed);
            }
            proposals[i] = new Proposal.New(space.Decode(unit), "Sobol point");
        }
        return proposals;
    }

    private double Coordinate(uint index, int dimension, ulong seed) =>
        scramble
            ? SobolSequence.Scrambled(index, dimension, seed)
            : SobolSequence.Point(index, dimension) * (1.0 / (1L << 32));

    private static int[] Dimensions(SearchSpace space)
    {
        var next = 0;
        return [.. space.Parameters.Select(parameter => parameter.Distribution.Count == 1 ? -1 : next++)];
    }
}
