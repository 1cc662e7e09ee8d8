using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>The values of one trial: each active parameter's path with its value, in the order of the search space.</summary>
/// <remarks>Immutable, compared by value. Assignments of one space share their array of names.</remarks>
[JsonConverter(typeof(AssignmentJson))]
public sealed class Assignment : IEquatable<Assignment>
{
    private readonly string[] _names;
    private readonly ParameterValue[] _values;
    private int _hash;

    /// <summary>An assignment of values to parameter paths.</summary>
    /// <param name="names">Paths of the active parameters, shared and never changed afterwards.</param>
    /// <param name="values">Their values; same length.</param>
    public Assignment(string[] names, ParameterValue[] values)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(values);
        if (names.Length != values.Length)
        {
            throw new ArgumentException("Names and values differ in length.", nameof(values));
        }
        (_names, _values) = (names, values);
    }

    /// <summary>The assignment without parameters.</summary>
    public static Assignment Empty { get; } = new([], []);

    /// <summary>An assignment written in C#: <c>Assignment.Of(("lr", 0.1), ("trees", 100))</c>.</summary>
    public static Assignment Of(params ReadOnlySpan<(string Path, ParameterValue Value)> values)
    {
        var pairs = values.ToArray();
        return new([.. pairs.Select(pair => pair.Path)], [.. pairs.Select(pair => pair.Value)]);
    }

    /// <summary>Paths of the active parameters.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Their values, in the same order.</summary>
    public IReadOnlyList<ParameterValue> Values => _values;

    /// <summary>The value of the parameter at this path, or null when it is not active.</summary>
    public ParameterValue? Find(string path)
    {
        var index = Array.IndexOf(_names, path);
        return index < 0 ? default(ParameterValue?) : _values[index];
    }

    /// <inheritdoc/>
    public bool Equals(Assignment? other) =>
        other is not null
        && (ReferenceEquals(_names, other._names) || _names.AsSpan().SequenceEqual(other._names))
        && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Assignment);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = new HashCode();
            foreach (var value in _values)
            {
                hash.Add(value);
            }
            hash.Add(_names.Length);
            _hash = hash.ToHashCode();
        }
        return _hash;
    }

    /// <summary><c>lr=0.1, trees=100</c>.</summary>
    public override string ToString() =>
        string.Join(", ", _names.Zip(_values, (name, value) => $"{name}={value}"));
}
