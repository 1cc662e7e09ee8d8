namespace Attune.Spaces;

/// <summary>A parameter of the flattened search space.</summary>
/// <param name="Path"><c>model</c> for a parameter of its own, <c>model[0].lr</c> for a leaf of the first option of <c>model</c>.</param>
/// <param name="Distribution">How it varies while it is active.</param>
/// <param name="ActiveWhen">All must hold for it to be active; empty for a parameter of the top level.</param>
public sealed record Parameter(string Path, Distribution Distribution, ValueList<Condition> ActiveWhen);

/// <summary>Holds while a choice has one of these options.</summary>
/// <param name="Parent">The choice's index among the flattened parameters; below the parameter's own.</param>
/// <param name="Options">Option indexes of that choice.</param>
public sealed record Condition(int Parent, ValueList<int> Options);
