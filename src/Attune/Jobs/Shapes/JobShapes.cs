using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Attune.Samplers;
using Attune.Spaces;

namespace Attune.Jobs.Shapes;

/// <summary>Derives shapes from the records. Thread-safe.</summary>
public static class JobShapes
{
    private static readonly ConcurrentDictionary<Type, JobShape> Known = new();
    private static readonly ScalarShape Any = new(ScalarKind.Any);

    // Where a single value, or nothing, may stand for a record.
    private static readonly Dictionary<Type, string> ShortForms = new()
    {
        [typeof(EnvironmentSpec)] = "name",
        [typeof(JobInput)] = "value",
        [typeof(CondaFile)] = "path",
    };

    private static readonly Dictionary<string, string> LayoutAliases = new()
    {
        ["torch.distributed"] = "pytorch",
    };

    /// <summary>Every kind of job, told apart by <c>type</c>.</summary>
    public static FamilyShape Job => (FamilyShape)Of(typeof(Job));

    /// <summary>The shape of a type that occurs in a job.</summary>
    public static JobShape Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        // Not GetOrAdd: making a shape asks for others.
        return Known.TryGetValue(type, out var shape) ? shape : Known[type] = Make(type);
    }

    private static JobShape Make(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying);
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>))
        {
            return type == typeof(ValueList<NamedDistribution>)
                ? SearchSpace()
                : new ListShape(Of(type.GetGenericArguments()[0]));
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueMap<>))
        {
            var value = type.GetGenericArguments()[0];
            return new MapShape(() => Of(value), nullable: value == typeof(string));
        }
        return Scalar(type) ?? Special(type) ?? Record(type);
    }

    private static ScalarShape? Scalar(Type type)
    {
        if (type.IsEnum)
        {
            var names = Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);
            return new ScalarShape(ScalarKind.Name, [.. names]);
        }
        return type == typeof(string) ? new ScalarShape(ScalarKind.Text)
            : type == typeof(int) ? new ScalarShape(ScalarKind.Integer)
            : type == typeof(long) ? new ScalarShape(ScalarKind.LongInteger)
            : type == typeof(ulong) ? new ScalarShape(ScalarKind.UnsignedInteger)
            : type == typeof(double) || type == typeof(Number) ? new ScalarShape(ScalarKind.Number)
            : type == typeof(bool) ? new ScalarShape(ScalarKind.Flag)
            : type == typeof(ParameterValue) ? Any
            : null;
    }

    // The types of Attune.Spaces that write themselves.
    private static JobShape? Special(Type type) =>
        type == typeof(FreeForm) ? new FreeShape()
        : type == typeof(ChoiceOption)
            ? new UnionShape { Scalar = Any, Map = new MapShape(() => BranchEntry) }
        : type == typeof(Assignment) ? new MapShape(() => Any)
        : type == typeof(ForbiddenCombination)
            ? new MapShape(() => new UnionShape { Scalar = Any, List = new ListShape(Any) })
        : null;

    private static MapShape SearchSpace() =>
        new(() => new UnionShape { Scalar = Any, Family = (FamilyShape)Of(typeof(Distribution)) });

    /// <summary>What stands inside a branch of a conditional choice: a constant, a distribution, or a map of such.</summary>
    internal static UnionShape BranchEntry { get; } =
        new()
        {
            Scalar = Any,
            Family = (FamilyShape)Of(typeof(Distribution)),
            Map = new MapShape(() => BranchEntry!),
        };

    private static JobShape Record(Type type)
    {
        var info = JobJson.Options.GetTypeInfo(type);
        if (type.IsAbstract && info.PolymorphismOptions is { } family)
        {
            var members = family.DerivedTypes.Select(member =>
                KeyValuePair.Create((string)member.TypeDiscriminator!, (ObjectShape)Of(member.DerivedType))
            );
            return new FamilyShape(type, family.TypeDiscriminatorPropertyName, [.. members])
            {
                HasShortForm = type == typeof(SamplerSpec),
                Aliases = type == typeof(ProcessLayout) ? LayoutAliases : new(),
            };
        }
        return new ObjectShape(type, () => [.. info.Properties.Where(IsWritable).Select(Property)])
        {
            ShortForm = ShortForms.GetValueOrDefault(type),
            MapForm = type == typeof(CondaFile) ? "content" : null,
            MayBeEmpty = type == typeof(JobInput) || type == typeof(JobOutput),
        };
    }

    private static bool IsWritable(JsonPropertyInfo property) =>
        property.Set is not null || property.AssociatedParameter is not null;

    private static PropertyShape Property(JsonPropertyInfo property)
    {
        var shape =
            property.CustomConverter is LogBaseJson
                ? new ScalarShape(ScalarKind.LogBase)
                : Of(property.PropertyType);
        var required = property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };
        return new PropertyShape(property.Name, required, shape, property.AttributeProvider as MemberInfo);
    }
}
