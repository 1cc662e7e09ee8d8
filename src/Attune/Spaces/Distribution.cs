using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>How one hyperparameter varies. The closed family below is the registry of what a job file may name in <c>type:</c>.</summary>
/// <remarks>Immutable and thread-safe. A valid distribution (no <see cref="Validate"/> problem) answers every other call.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Choice), "choice")]
[JsonDerivedType(typeof(RandInt), "randint")]
[JsonDerivedType(typeof(Uniform), "uniform")]
[JsonDerivedType(typeof(QUniform), "quniform")]
[JsonDerivedType(typeof(LogUniform), "loguniform")]
[JsonDerivedType(typeof(QLogUniform), "qloguniform")]
[JsonDerivedType(typeof(Normal), "normal")]
[JsonDerivedType(typeof(QNormal), "qnormal")]
[JsonDerivedType(typeof(LogNormal), "lognormal")]
[JsonDerivedType(typeof(QLogNormal), "qlognormal")]
[JsonDerivedType(typeof(FloatRange), "float")]
[JsonDerivedType(typeof(IntRange), "int")]
[JsonDerivedType(typeof(OrderedChoice), "ordered")]
[JsonDerivedType(typeof(Constant), "constant")]
public abstract record Distribution
{
    private protected Distribution() { }

    /// <summary>How many different values there are; null when there is no bound or more than 2^53.</summary>
    [JsonIgnore]
    public abstract long? Count { get; }

    /// <summary>Every problem of this distribution's own fields, with paths below <paramref name="path"/>.</summary>
    public abstract IEnumerable<Problem> Validate(string path);

    /// <summary>The quantile function: the value at <paramref name="unit"/> of the way through the distribution.</summary>
    /// <param name="unit">In [0, 1]; discrete values own equal bins (or bins of their probability).</param>
    public abstract ParameterValue FromUnit(double unit);

    /// <summary>Where a value lies in the unit interval; discrete values give their bin's centre. Inverse of <see cref="FromUnit"/>.</summary>
    public abstract double ToUnit(ParameterValue value);

    /// <summary>As <see cref="ToUnit"/>, and below 0 or above 1 for a number beyond the bounds; NaN where its place cannot be said.</summary>
    internal virtual double Place(ParameterValue value) => Contains(value) ? ToUnit(value) : double.NaN;

    /// <summary>Whether the value can come out of this distribution (a number may be given as integer or float).</summary>
    public abstract bool Contains(ParameterValue value);

    /// <summary>All values in declaration order, for grids; empty when <see cref="Count"/> is null.</summary>
    public abstract IEnumerable<ParameterValue> Values();

    /// <summary>The value at an index of <see cref="Values"/>, without going through those before it where that can be.</summary>
    internal virtual ParameterValue ValueAt(long index) => Values().ElementAt(checked((int)index));
}
