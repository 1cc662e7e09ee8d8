using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>One of several options without an order, each equally likely. An option is a value, or a branch of further parameters.</summary>
/// <remarks>In an assignment a branch is named by its index in <see cref="Options"/>, as an integer.</remarks>
public sealed record Choice : Distribution
{
    /// <summary>The options; at least one.</summary>
    [JsonPropertyName("values")]
    public required ValueList<ChoiceOption> Options { get; init; }

    /// <summary>The number of different options; the parameters inside branches are not counted.</summary>
    [JsonIgnore]
    public override long? Count => Values().LongCount();

    /// <summary>Whether an option brings further parameters.</summary>
    [JsonIgnore]
    public bool IsConditional => Shared.Count > 0 || Options.Items.Any(option => option.Branch is not null);

    /// <summary>Parameters that several options have in common; not part of a job file's dialect.</summary>
    internal ValueList<SharedParameters> Shared { get; init; }

    /// <summary>A choice of these options: values, and branches made by <see cref="Branch.Of"/>.</summary>
    public static Choice Of(params ReadOnlySpan<ChoiceOption> options) =>
        new() { Options = ValueList.Create(options) };

    /// <summary>A choice of these values.</summary>
    public static Choice Of(IEnumerable<ParameterValue> values) =>
        new() { Options = ValueList.From(values.Select(value => new ChoiceOption(value))) };

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path)
    {
        if (Options.Count == 0)
        {
            yield return new Problem($"{path}.values", "A choice needs at least one value.");
        }
        foreach (var problem in Checks.Duplicates(path, Options))
        {
            yield return problem;
        }
        for (var i = 0; i < Options.Count; i++)
        {
            if (
                Options[i].Value is { IsNumber: true } number
                && number.AsDouble() is var index
                && index >= 0
                && index < Options.Count
                && double.IsInteger(index)
                && Options[(int)index].Branch is not null
            )
            {
                yield return new Problem(
                    $"{path}.values[{i}]",
                    $"The number {number} cannot be told from option {number}, which is a map.",
                    "Write it as a text, or move it so that it is not the position of a map."
                );
            }
        }
    }

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => ValueOf(Bin(unit, Options.Count));

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value) =>
        (Math.Max(0, IndexOf(value)) + 0.5) / Options.Count;

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => IndexOf(value) >= 0;

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values() =>
        Enumerable.Range(0, Options.Count).Select(ValueOf).Distinct();

    /// <summary>The option that a value of an assignment stands for; −1 when it is none.</summary>
    public int IndexOf(ParameterValue value)
    {
        for (var i = 0; i < Options.Count; i++)
        {
            if (ValueOf(i).Equals(value))
            {
                return i;
            }
        }
        for (var i = 0; i < Options.Count; i++)
        {
            if (ValueOf(i).Matches(value))
            {
                return i;
            }
        }
        return -1;
    }

    internal static int Bin(double unit, int count) => Math.Clamp((int)(unit * count), 0, count - 1);

    internal ParameterValue ValueOf(int option) => Options[option].Value ?? ParameterValue.Of((long)option);
}
