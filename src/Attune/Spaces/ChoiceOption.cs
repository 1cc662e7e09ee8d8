using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>One option of a <see cref="Choice"/>: a value, or a branch of further parameters. Numbers, texts and booleans convert by themselves.</summary>
[JsonConverter(typeof(ChoiceOptionJson))]
public sealed record ChoiceOption
{
    /// <summary>An option that is a value.</summary>
    public ChoiceOption(ParameterValue value) => Value = value;

    /// <summary>An option that is a branch.</summary>
    public ChoiceOption(Branch branch)
    {
        ArgumentNullException.ThrowIfNull(branch);
        Branch = branch;
    }

    /// <summary>The value; null for a branch.</summary>
    public ParameterValue? Value { get; }

    /// <summary>The branch; null for a value.</summary>
    public Branch? Branch { get; }

    /// <summary>A value as an option.</summary>
    public static implicit operator ChoiceOption(ParameterValue value) => new(value);

    /// <summary>A value as an option.</summary>
    public static implicit operator ChoiceOption(int value) => new((ParameterValue)value);

    /// <summary>A value as an option.</summary>
    public static implicit operator ChoiceOption(long value) => new((ParameterValue)value);

    /// <summary>A value as an option.</summary>
    public static implicit operator ChoiceOption(double value) => new((ParameterValue)value);

    /// <summary>A value as an option.</summary>
    public static implicit operator ChoiceOption(string value) => new((ParameterValue)value);

    /// <summary>A value as an option.</summary>
    public static implicit operator ChoiceOption(bool value) => new((ParameterValue)value);

    /// <summary>A branch as an option.</summary>
    public static implicit operator ChoiceOption(Branch branch) => new(branch);

    /// <summary>The value's text, or the names in the branch.</summary>
    public override string ToString() => Value?.ToString() ?? Branch!.ToString();
}

/// <summary>Parameters that exist only while their option is chosen; they may be conditional choices again, to any depth.</summary>
/// <param name="Entries">Names with their distributions, in order; a plain value is a <see cref="Constant"/>.</param>
public sealed record Branch(ValueList<NamedDistribution> Entries)
{
    /// <summary>A branch, written like a search space.</summary>
    public static Branch Of(Action<SearchSpaceBuilder> build) => new(SearchSpace.Build(build).Declared);

    /// <summary><c>{c, gamma}</c>.</summary>
    public override string ToString() => $"{{{string.Join(", ", Entries.Select(entry => entry.Name))}}}";
}

/// <summary>Parameters that exist while any of several options is chosen: one parameter for all of them, so that what is learnt under one holds for the others.</summary>
/// <param name="Options">Option indexes, different ones; at least one.</param>
/// <param name="Entries">Names with their distributions, in order.</param>
internal sealed record SharedParameters(ValueList<int> Options, ValueList<NamedDistribution> Entries);

/// <summary>A hyperparameter: its name and how it varies.</summary>
/// <param name="Name">Letters, digits and underscores; no digit first.</param>
/// <param name="Distribution">How it varies.</param>
public sealed record NamedDistribution(string Name, Distribution Distribution);
