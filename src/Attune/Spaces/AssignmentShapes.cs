using System.Collections.Concurrent;

namespace Attune.Spaces;

/// <summary>Keeps one array of names for each set of active parameters, and one instance of each short text.</summary>
internal sealed class AssignmentShapes
{
    private readonly ConcurrentDictionary<string[], string[]> _names = new(new NamesComparer());
    private readonly ConcurrentDictionary<string, ParameterValue> _texts = new(StringComparer.Ordinal);

    // A space of free texts would otherwise fill the cache.
    private const int MostTexts = 10_000;

    public string[] Share(ReadOnlySpan<string> names)
    {
        var copy = names.ToArray();
        return _names.GetOrAdd(copy, copy);
    }

    public Assignment Intern(Assignment assignment)
    {
        var values = assignment.Values.ToArray();
        foreach (ref var value in values.AsSpan())
        {
            if (value.Kind == ValueKind.Text && _texts.Count < MostTexts)
            {
                value = _texts.GetOrAdd(value.ToString(), value);
            }
        }
        return new Assignment(Share([.. assignment.Names]), values);
    }

    private sealed class NamesComparer : IEqualityComparer<string[]>
    {
        public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(string[] names)
        {
            var hash = new HashCode();
            foreach (var name in names)
            {
                hash.Add(name, StringComparer.Ordinal);
            }
            return hash.ToHashCode();
        }
    }
}
