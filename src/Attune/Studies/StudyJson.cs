using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.EarlyTermination;
using Attune.Samplers;
using Attune.Spaces;

namespace Attune.Studies;

/// <summary>The JSON of studies: <c>StudyJson.Default.StudySpec</c>, <c>StudyJson.Default.StudyChange</c>. Thread-safe.</summary>
/// <remarks>Members in snake case; an unknown member, a missing one and a null where none belongs are errors
/// (<see cref="JsonException"/>). NaN and infinities are the texts <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [
        typeof(SnakeCase<Goal>),
        typeof(SnakeCase<TrialState>),
        typeof(SnakeCase<StudyState>),
        typeof(SnakeCase<FailureKind>),
        typeof(SnakeCase<RandomRule>),
    ]
)]
[JsonSerializable(typeof(StudySpec))]
[JsonSerializable(typeof(StudyChange))]
[JsonSerializable(typeof(SearchSpace))]
[JsonSerializable(typeof(Distribution))]
[JsonSerializable(typeof(SamplerSpec))]
[JsonSerializable(typeof(EarlyTerminationPolicy))]
[JsonSerializable(typeof(Assignment))]
[JsonSerializable(typeof(ParameterValue))]
[JsonSerializable(typeof(Objective))]
[JsonSerializable(typeof(ChoiceOption))]
[JsonSerializable(typeof(ForbiddenCombination))]
[JsonSerializable(typeof(ValueList<ForbiddenCombination>))]
[JsonSerializable(typeof(ValueList<ParameterValue>))]
[JsonSerializable(typeof(RunLimits))]
[JsonSerializable(typeof(AmendedPart))]
[JsonSerializable(typeof(ValueList<AmendedPart>))]
[JsonSerializable(typeof(double))]
public sealed partial class StudyJson : JsonSerializerContext;

/// <summary>An enumeration in snake case; its numbers are not accepted.</summary>
internal sealed class SnakeCase<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
