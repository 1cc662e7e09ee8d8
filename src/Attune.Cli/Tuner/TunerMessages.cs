using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Cli.Tuner;

/// <summary>A line from the driver: the first has a space, each later one exactly one of the three requests.</summary>
internal sealed record TunerMessage
{
    public IReadOnlyList<TunerParameter>? Space { get; init; }

    public string? Direction { get; init; }

    public long? Seed { get; init; }

    public int? Budget { get; init; }

    /// <summary>The fidelity that may be chosen for a trial.</summary>
    public TunerParameter? Fidelity { get; init; }

    /// <summary>How many trials are wanted.</summary>
    public int? Ask { get; init; }

    /// <summary>The result of a trial.</summary>
    public TunerResult? Tell { get; init; }

    /// <summary>Results from elsewhere.</summary>
    public IReadOnlyList<TunerResult>? Add { get; init; }
}

/// <summary>A parameter of the space, as a driver writes it.</summary>
internal sealed record TunerParameter
{
    public required string Name { get; init; }

    /// <summary><c>float</c>, <c>int</c> or <c>categorical</c>.</summary>
    public required string Kind { get; init; }

    public double? Low { get; init; }

    public double? High { get; init; }

    public bool Log { get; init; }

    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>All must hold for the parameter to exist; without any it always does.</summary>
    public IReadOnlyList<TunerClause>? ActiveWhen { get; init; }
}

/// <summary>Holds while a parameter exists and has one of these values.</summary>
internal sealed record TunerClause(string Param, IReadOnlyList<JsonElement> In);

/// <summary>A result: of a trial by its id, or from elsewhere by its values. A value of null, NaN or infinity is a failure.</summary>
internal sealed record TunerResult
{
    public JsonElement Id { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Params { get; init; }

    public required double? Value { get; init; }

    public double? Fidelity { get; init; }
}

/// <summary>The JSON of what a driver sends.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(TunerMessage))]
internal sealed partial class TunerJson : JsonSerializerContext;
