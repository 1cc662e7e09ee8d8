using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Attune.Jobs;

/// <summary>An immutable map from names to values that keeps the order of declaration and is compared by value.</summary>
/// <typeparam name="TValue">The value.</typeparam>
[JsonConverter(typeof(ValueMapJson))]
[SuppressMessage("Naming", "CA1710", Justification = "The name pairs with ValueList.")]
public readonly struct ValueMap<TValue> : IReadOnlyDictionary<string, TValue>, IEquatable<ValueMap<TValue>>
{
    private readonly ValueList<KeyValuePair<string, TValue>> _entries;

    /// <summary>A map of these entries, in this order.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public ValueMap(IEnumerable<KeyValuePair<string, TValue>> entries)
    {
        _entries = ValueList.From(entries);
        if (_entries.Select(entry => entry.Key).Distinct(StringComparer.Ordinal).Count() != _entries.Count)
        {
            throw new ArgumentException("A name occurs twice.", nameof(entries));
        }
    }

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Select(entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<TValue> Values => _entries.Select(entry => entry.Value);

    /// <inheritdoc/>
    public TValue this[string key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no '{key}'.");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TValue value)
    {
        foreach (var entry in _entries.Items)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                value = entry.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(ValueMap<TValue> other) => _entries == other._entries;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueMap<TValue> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _entries.GetHashCode();

    /// <summary>Equality of names, values and order.</summary>
    public static bool operator ==(ValueMap<TValue> left, ValueMap<TValue> right) => left.Equals(right);

    /// <summary>Inequality of names, values or order.</summary>
    public static bool operator !=(ValueMap<TValue> left, ValueMap<TValue> right) => !left.Equals(right);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Writes a <see cref="ValueMap{TValue}"/> as a JSON object.</summary>
internal sealed class ValueMapJson : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(ValueMap<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)
            Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<ValueMap<T>>
    {
        public override ValueMap<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("An object was expected.");
            }
            var element = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
            var entries = new List<KeyValuePair<string, T>>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                entries.Add(new(name, JsonSerializer.Deserialize(ref reader, element)!));
            }
            return entries.DistinctBy(entry => entry.Key).Count() == entries.Count
                ? new(entries)
                : throw new JsonException("A name occurs twice.");
        }

        public override void Write(Utf8JsonWriter writer, ValueMap<T> value, JsonSerializerOptions options)
        {
            var element = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
            writer.WriteStartObject();
            foreach (var (name, item) in value)
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, item, element);
            }
            writer.WriteEndObject();
        }
    }
}
