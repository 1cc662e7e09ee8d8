using Attune.Spaces;

namespace Attune.Studies;

/// <summary>What became of an assignment, for those who look back on a study.</summary>
/// <param name="Assignment">What was evaluated.</param>
/// <param name="Value">The value of one objective; NaN where there is none.</param>
public readonly record struct Outcome(Assignment Assignment, double Value);
