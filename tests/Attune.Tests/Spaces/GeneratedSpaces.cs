using Attune.Spaces;
using CsCheck;

namespace Attune.Tests.Spaces;

/// <summary>Search spaces of every kind for property tests.</summary>
internal static class GeneratedSpaces
{
    private static readonly Gen<ParameterValue> Value = Gen.OneOf(
        Gen.Long[-5, 5].Select(n => ParameterValue.Of(n)),
        Gen.Double[-5, 5].Select(x => ParameterValue.Of(x)),
        Gen.Int[0, 3].Select(i => ParameterValue.Of(new[] { "a", "b", "é \"q\"", "" }[i])),
        Gen.Bool.Select(b => ParameterValue.Of(b))
    );

    private static readonly Gen<Number> Bound = Gen.OneOf(
        Gen.Int[-5, 5].Select(n => (Number)n),
        Gen.Double[-5, 5].Select(x => (Number)x)
    );

    private static readonly Gen<(Number Low, Number High)> Bounds = Gen.Select(
        Bound,
        Bound,
        (a, b) => a.Value <= b.Value ? (a, b) : (b, a)
    );

    private static readonly Gen<Number> Positive = Gen.OneOf(
        Gen.Int[1, 4].Select(n => (Number)n),
        Gen.Double[0.1, 3].Select(x => (Number)x)
    );

    private static readonly Gen<Distribution> Leaf = Gen.OneOf<Distribution>(
        Bounds.Select(b => (Distribution)new Uniform { MinValue = b.Low, MaxValue = b.High }),
        Bounds.Select(b => (Distribution)new LogUniform { MinValue = b.Low, MaxValue = b.High }),
        Gen.Select(
            Bounds,
            Positive,
            (b, q) =>
                (Distribution)
                    new QUniform
                    {
                        MinValue = b.Low,
                        MaxValue = b.High,
                        Q = q,
                    }
        ),
        Gen.Select(
            Bounds,
            Positive,
            (b, q) =>
                (Distribution)
                    new QLogUniform
                    {
                        MinValue = b.Low,
                        MaxValue = b.High,
                        Q = q,
                    }
        ),
        Gen.Select(Bound, Positive, (mu, sigma) => (Distribution)new Normal { Mu = mu, Sigma = sigma }),
        Gen.Select(Bound, Positive, (mu, sigma) => (Distribution)new LogNormal { Mu = mu, Sigma = sigma }),
        Gen.Select(
            Bound,
            Positive,
            Positive,
            (mu, sigma, q) =>
                (Distribution)
                    new QNormal
                    {
                        Mu = mu,
                        Sigma = sigma,
                        Q = q,
                    }
        ),
        Gen.Select(
            Bound,
            Positive,
            Positive,
            (mu, sigma, q) =>
                (Distribution)
                    new QLogNormal
                    {
                        Mu = mu,
                        Sigma = sigma,
                        Q = q,
                    }
        ),
        Gen.Long[1, 20].Select(n => (Distribution)new RandInt { Upper = n }),
        Gen.Select(Gen.Long[-9, 9], Gen.Long[0, 30], Gen.Long[1, 4])
            .Select(
                (low, size, step) =>
                    (Distribution)
                        new IntRange
                        {
                            Low = low,
                            High = low + size,
                            Step = step,
                        }
            ),
        Gen.Select(Gen.Long[1, 9], Gen.Long[0, 99])
            .Select(
                (low, size) =>
                    (Distribution)
                        new IntRange
                        {
                            Low = low,
                            High = low + size,
                            Log = true,
                        }
            ),
        Gen.Select(Gen.Double[-9, 9], Gen.Double[0, 9])
            .Select((low, size) => (Distribution)new FloatRange { Low = low, High = low + size }),
        Gen.Select(Gen.Double[-9, 9], Gen.Double[0, 9], Gen.Double[0.1, 3])
            .Select(
                (low, size, step) =>
                    (Distribution)
                        new FloatRange
                        {
                            Low = low,
                            High = low + size,
                            Step = step,
                        }
            ),
        Gen.Select(Gen.Double[0.01, 9], Gen.Double[0, 9])
            .Select(
                (low, size) =>
                    (Distribution)
                        new FloatRange
                        {
                            Low = low,
                            High = low + size,
                            Log = true,
                        }
            ),
        Value
            .Array[1, 4]
            .Select(values =>
                (Distribution)new OrderedChoice { Options = ValueList.From(values.Distinct()) }
            ),
        Value.Select(value => (Distribution)new Constant { Value = value })
    );

    private static Gen<Distribution> Any(int depth) =>
        depth == 0
            ? Gen.OneOf(Leaf, Plain)
            : Gen.Frequency((3, Leaf), (1, Plain), (2, Conditional(depth - 1)));

    private static Gen<Distribution> Plain =>
        Value.Array[1, 4].Select(values => (Distribution)Choice.Of(values.Distinct()));

    // Texts for the plain options: a number could be taken for the position of a branch.
    private static Gen<Distribution> Conditional(int depth) =>
        Gen.Select(
            Entries(depth).Array[1, 3],
            Gen.Bool,
            (branches, plain) =>
                (Distribution)
                    new Choice
                    {
                        Options = ValueList.From(
                            branches
                                .Select(entries => new ChoiceOption(new Branch(entries)))
                                .Distinct()
                                .Concat(plain ? [new ChoiceOption("flat")] : [])
                        ),
                    }
        );

    private static Gen<ValueList<NamedDistribution>> Entries(int depth) =>
        Any(depth)
            .Array[0, 3]
            .Select(all => ValueList.From(all.Select((each, i) => new NamedDistribution($"p{i}", each))));

    public static Gen<SearchSpace> Space => Entries(2).Select(entries => new SearchSpace(entries));

    /// <summary>A space with a point of its unit cube.</summary>
    public static Gen<(SearchSpace Space, double[] Unit)> Point =>
        Space.SelectMany(space =>
            Gen.Double.Unit.Array[space.Parameters.Count].Select(unit => (space, unit))
        );
}
