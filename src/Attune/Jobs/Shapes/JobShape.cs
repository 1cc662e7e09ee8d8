using System.Reflection;

namespace Attune.Jobs.Shapes;

/// <summary>What may stand at a place of a job file. The job-file reader, the JSON Schemas and forms are all made from these, and these from the records.</summary>
public abstract class JobShape
{
    private protected JobShape() { }
}

/// <summary>Kinds of scalars.</summary>
public enum ScalarKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A signed integer of 32 bits.</summary>
    Integer,

    /// <summary>A signed integer of 64 bits.</summary>
    LongInteger,

    /// <summary>An integer of 64 bits, not negative.</summary>
    UnsignedInteger,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>A positive number, or the letter e.</summary>
    LogBase,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>One of <see cref="ScalarShape.Names"/>, in any letter case.</summary>
    Name,

    /// <summary>A number, a text or a boolean.</summary>
    Any,
}

/// <summary>A single value.</summary>
public sealed class ScalarShape : JobShape
{
    internal ScalarShape(ScalarKind kind, IReadOnlyList<string>? names = null) =>
        (Kind, Names) = (kind, names ?? []);

    /// <summary>The kind of value.</summary>
    public ScalarKind Kind { get; }

    /// <summary>The values of an enumeration; empty for other kinds.</summary>
    public IReadOnlyList<string> Names { get; }
}

/// <summary>Anything at all, kept as it stands.</summary>
public sealed class FreeShape : JobShape
{
    internal FreeShape() { }
}

/// <summary>A list.</summary>
public sealed class ListShape : JobShape
{
    internal ListShape(JobShape element) => Element = element;

    /// <summary>Each element.</summary>
    public JobShape Element { get; }
}

/// <summary>A map with names of the writer's own choice.</summary>
public sealed class MapShape : JobShape
{
    private readonly Lazy<JobShape> _value;

    internal MapShape(Func<JobShape> value, bool nullable = false) =>
        (_value, IsNullable) = (new(value), nullable);

    /// <summary>Each value.</summary>
    public JobShape Value => _value.Value;

    /// <summary>Whether a name may stand without a value.</summary>
    public bool IsNullable { get; }
}

/// <summary>One of several forms, told apart by what kind of node stands there.</summary>
public sealed class UnionShape : JobShape
{
    internal UnionShape() { }

    /// <summary>The form of a single value; null when none may stand here.</summary>
    public ScalarShape? Scalar { get; internal init; }

    /// <summary>The form of a list; null when none may stand here.</summary>
    public ListShape? List { get; internal init; }

    /// <summary>The form of a map that has the family's discriminator; null when none may stand here.</summary>
    public FamilyShape? Family { get; internal init; }

    /// <summary>The form of another map; null when none may stand here.</summary>
    public MapShape? Map { get; internal init; }
}

/// <summary>A map with known names: a record.</summary>
public sealed class ObjectShape : JobShape
{
    private readonly Lazy<IReadOnlyList<PropertyShape>> _properties;

    internal ObjectShape(Type type, Func<IReadOnlyList<PropertyShape>> properties) =>
        (Type, _properties) = (type, new(properties));

    /// <summary>The record.</summary>
    public Type Type { get; }

    /// <summary>The names it knows, in the order of declaration.</summary>
    public IReadOnlyList<PropertyShape> Properties => _properties.Value;

    /// <summary>The property that a single value in place of the map stands for; null when it must be a map.</summary>
    public string? ShortForm { get; internal init; }

    /// <summary>The property that any map in place of this one stands for; null when the map is this record.</summary>
    public string? MapForm { get; internal init; }

    /// <summary>Whether nothing at all stands for an empty map.</summary>
    public bool MayBeEmpty { get; internal init; }

    /// <summary>The property of this name, or null.</summary>
    public PropertyShape? Find(string name) => Properties.FirstOrDefault(property => property.Name == name);
}

/// <summary>A name that a record knows.</summary>
/// <param name="Name">The name in the job file.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Shape">What stands there.</param>
/// <param name="Member">The member of the record, for its documentation.</param>
public sealed record PropertyShape(string Name, bool IsRequired, JobShape Shape, MemberInfo? Member);

/// <summary>A closed family of records, told apart by one name: its discriminator.</summary>
public sealed class FamilyShape : JobShape
{
    internal FamilyShape(
        Type type,
        string discriminator,
        IReadOnlyList<KeyValuePair<string, ObjectShape>> members
    ) => (Type, Discriminator, Members) = (type, discriminator, members);

    /// <summary>The family's base.</summary>
    public Type Type { get; }

    /// <summary>The name that tells, mostly <c>type</c>.</summary>
    public string Discriminator { get; }

    /// <summary>The members by the value of the discriminator.</summary>
    public IReadOnlyList<KeyValuePair<string, ObjectShape>> Members { get; }

    /// <summary>Other names of members, each with the member's own.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; internal init; } =
        new Dictionary<string, string>();

    /// <summary>Whether a plain text in place of the map is the discriminator's value.</summary>
    public bool HasShortForm { get; internal init; }
}
