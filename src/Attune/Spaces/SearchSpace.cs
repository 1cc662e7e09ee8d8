using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>The hyperparameters of a study and how they vary, conditional ones included.</summary>
/// <remarks>Immutable, thread-safe, compared by value. Built from declarations, or in C# by <see cref="Build"/>.
/// An assignment names parameters by path and holds the active ones only, in the order of <see cref="Parameters"/>.</remarks>
[JsonConverter(typeof(SearchSpaceJson))]
public sealed class SearchSpace : IEquatable<SearchSpace>
{
    /// <summary>Counts above this, 2^53, are taken as without bound.</summary>
    internal const long MostCounted = 1L << 53;

    private readonly AssignmentShapes _shapes = new();
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    /// <summary>A search space of these parameters.</summary>
    /// <param name="declared">The parameters, in order.</param>
    /// <param name="forbidden">Combinations that are never tried.</param>
    public SearchSpace(
        ValueList<NamedDistribution> declared,
        ValueList<ForbiddenCombination> forbidden = default
    )
    {
        (Declared, Forbidden) = (declared, forbidden);
        var flat = new List<Parameter>();
        Roots = SpaceNode.Grow(declared, "", [], flat);
        Parameters = flat;
        for (var i = 0; i < flat.Count; i++)
        {
            _indexes.TryAdd(flat[i].Path, i);
        }
        Count = SpaceNode.CountAll(Roots);
    }

    /// <summary>The space without parameters; its one assignment is empty.</summary>
    public static SearchSpace Empty { get; } = new([]);

    /// <summary>The parameters as declared.</summary>
    public ValueList<NamedDistribution> Declared { get; }

    /// <summary>Combinations that are never tried.</summary>
    public ValueList<ForbiddenCombination> Forbidden { get; }

    /// <summary>All parameters, those inside branches too; parents before children.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The number of different assignments, forbidden ones included; null when there is no bound, or it is above 2^53.</summary>
    public long? Count { get; }

    internal SpaceNode[] Roots { get; }

    /// <summary>A space written in C#: <c>SearchSpace.Build(s => s.LogFloat("lr", 1e-5, 1e-1).Int("trees", 10, 100))</c>.</summary>
    public static SearchSpace Build(Action<SearchSpaceBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        var builder = new SearchSpaceBuilder();
        build(builder);
        return builder.ToSpace();
    }

    /// <summary>Every problem of the space: names, distributions, forbidden combinations.</summary>
    /// <param name="path">Where the space stands in its document, such as <c>search_space</c>.</param>
    public IEnumerable<Problem> Validate(string path = "") => SpaceValidation.Problems(this, path);

    /// <summary>The index of the parameter at this path; −1 when there is none.</summary>
    public int IndexOf(string path) => _indexes.GetValueOrDefault(path, -1);

    /// <summary>The assignment at a point of the unit cube.</summary>
    /// <param name="unit">One number in [0, 1] for each of <see cref="Parameters"/>; those of inactive ones are not read.</param>
    public Assignment Decode(ReadOnlySpan<double> unit)
    {
        if (unit.Length != Parameters.Count)
        {
            throw new ArgumentException("One number for each parameter is needed.", nameof(unit));
        }
        var walk = new SpaceWalk(_shapes, Parameters.Count);
        walk.Decode(Roots, unit);
        return walk.ToAssignment();
    }

    /// <summary>Where an assignment lies in the unit cube: bin centres for discrete values, 0.5 for inactive parameters.</summary>
    public double[] Encode(Assignment assignment)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        var unit = new double[Parameters.Count];
        Array.Fill(unit, 0.5);
        for (var i = 0; i < assignment.Names.Count; i++)
        {
            var index = IndexOf(assignment.Names[i]);
            if (index >= 0)
            {
                unit[index] = Parameters[index].Distribution.ToUnit(assignment.Values[i]);
            }
        }
        return unit;
    }

    /// <summary>Where an assignment lies that an earlier version of this space may have brought: as <see cref="Encode"/>, but numbers beyond
    /// their bounds lie beyond the cube.</summary>
    /// <returns>Null where that cannot be said: an option that is no more, or a number out of bounds inside a branch.</returns>
    internal double[]? Place(Assignment assignment)
    {
        var unit = new double[Parameters.Count];
        Array.Fill(unit, 0.5);
        for (var i = 0; i < assignment.Names.Count; i++)
        {
            var index = IndexOf(assignment.Names[i]);
            if (index < 0)
            {
                return null;
            }
            var (_, distribution, conditions) = Parameters[index];
            var u = distribution.Place(assignment.Values[i]);
            if (double.IsNaN(u) || (conditions.Count > 0 && u is < 0 or > 1))
            {
                return null;
            }
            unit[index] = u;
        }
        return unit;
    }

    /// <summary>The values of <paramref name="partial"/>, and for the other active parameters those at <paramref name="unit"/>.</summary>
    /// <param name="partial">Values of any of the parameters; those that turn out inactive are left out.</param>
    /// <param name="unit">One number in [0, 1] for each of <see cref="Parameters"/>.</param>
    public Assignment Complete(Assignment partial, ReadOnlySpan<double> unit)
    {
        ArgumentNullException.ThrowIfNull(partial);
        var walk = new SpaceWalk(_shapes, Parameters.Count);
        walk.Complete(Roots, partial, unit);
        return walk.ToAssignment();
    }

    /// <summary>An assignment as this space itself would write it: its order, and numbers of the kind that it draws.</summary>
    /// <exception cref="ArgumentException">The assignment is not of this space; see <see cref="Contains"/>.</exception>
    public Assignment Canonical(Assignment assignment)
    {
        if (!Contains(assignment, out var problems))
        {
            throw new ArgumentException(
                string.Join(" ", problems.Select(problem => problem.Message)),
                nameof(assignment)
            );
        }
        var walk = new SpaceWalk(_shapes, Parameters.Count);
        walk.Complete(Roots, assignment, []);
        return walk.ToAssignment();
    }

    /// <summary>The assignment at an index of the grid of all assignments, in declaration order, the last parameter fastest.</summary>
    /// <param name="index">In [0, <see cref="Count"/>).</param>
    /// <exception cref="InvalidOperationException">The space is not countable.</exception>
    public Assignment At(long index)
    {
        if (Count is not { } count)
        {
            throw new InvalidOperationException("The space has no end of assignments.");
        }
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        var walk = new SpaceWalk(_shapes, Parameters.Count);
        walk.At(Roots, index);
        return walk.ToAssignment();
    }

    /// <summary>Whether an assignment is one of the <see cref="Forbidden"/> combinations.</summary>
    public bool IsForbidden(Assignment assignment)
    {
        foreach (var combination in Forbidden)
        {
            if (
                combination.Where.Count > 0
                && combination.Where.Items.All(clause =>
                    assignment.Find(clause.Path) is { } value && clause.Values.Items.Any(value.Matches)
                )
            )
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether an assignment has exactly this space's active parameters, each with a value that can be drawn.</summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="problems">What is wrong with it; paths are those of the parameters.</param>
    public bool Contains(Assignment assignment, out IReadOnlyList<Problem> problems)
    {
        problems = AssignmentValidation.Problems(this, assignment, partial: false);
        return problems.Count == 0;
    }

    /// <summary>The variables of a trial with their texts, in order: each top-level parameter under its name; for a branch one JSON
    /// object with its values, followed by each of its leaves as <c>parent_leaf</c>.</summary>
    public IReadOnlyList<RenderedVariable> Render(Assignment assignment) =>
        SpaceRendering.Render(this, assignment);

    /// <summary>The same space with each distribution exchanged, those inside branches too.</summary>
    internal SearchSpace With(Func<Distribution, Distribution> change)
    {
        return new SearchSpace(Entries(Declared), Forbidden);

        ValueList<NamedDistribution> Entries(ValueList<NamedDistribution> entries) =>
            ValueList.From(
                entries.Select(entry => entry with { Distribution = Inside(change(entry.Distribution)) })
            );

        Distribution Inside(Distribution distribution) =>
            distribution is Choice { IsConditional: true } choice
                ? choice with
                {
                    Options = ValueList.From(
                        choice.Options.Select(option =>
                            option.Branch is { } branch ? new Branch(Entries(branch.Entries)) : option
                        )
                    ),
                    Shared = ValueList.From(
                        choice.Shared.Select(shared => shared with { Entries = Entries(shared.Entries) })
                    ),
                }
                : distribution;
    }

    /// <summary>The same assignment with this space's own arrays and texts, so that many assignments share them.</summary>
    internal Assignment Intern(Assignment assignment) => _shapes.Intern(assignment);

    /// <inheritdoc/>
    public bool Equals(SearchSpace? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Declared == other.Declared && Forbidden == other.Forbidden);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SearchSpace);

    /// <inheritdoc/>
    public override int GetHashCode() => Declared.GetHashCode();
}

/// <summary>A variable that a trial sees.</summary>
/// <param name="Name">Its name; also of <c>AZUREML_SWEEP_name</c>.</param>
/// <param name="Text">Its value as a text.</param>
public sealed record RenderedVariable(string Name, string Text);
