using Attune.Studies;

namespace Attune.Samplers.Tpe;

/// <summary>What an end says, the better first.</summary>
internal enum RankKind
{
    /// <summary>Under way.</summary>
    Pending,

    /// <summary>Ran to its end.</summary>
    Completed,

    /// <summary>Stopped before: whatever its value, others promised more.</summary>
    StoppedEarly,

    /// <summary>Without a value, by its own fault.</summary>
    Failed,

    /// <summary>Says nothing of its assignment: canceled, lost, or this machine's fault.</summary>
    Void,
}

/// <summary>A trial's place among the ended ones: by kind, then value, then number.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Value">The value, smaller is better; 0 without one.</param>
/// <param name="Trial">Its number.</param>
internal readonly record struct Rank(RankKind Kind, double Value, int Trial) : IComparable<Rank>
{
    public static Rank Of(TrialEnded ended, Objective objective)
    {
        var end = ended.End;
        var value = end.Values.Count > 0 ? end.Values[0] : double.NaN;
        var kind = end switch
        {
            { State: TrialState.Completed } when double.IsFinite(value) => RankKind.Completed,
            { State: TrialState.StoppedEarly } when double.IsFinite(value) => RankKind.StoppedEarly,
            { State: TrialState.Canceled or TrialState.Lost } => RankKind.Void,
            { Failure: FailureKind.Infrastructure } => RankKind.Void,
            _ => RankKind.Failed,
        };
        var hasValue = kind is RankKind.Completed or RankKind.StoppedEarly;
        var signed = objective.Goal == Goal.Maximize ? -value : value;
        return new Rank(kind, hasValue ? signed : 0, ended.Trial);
    }

    public bool IsLike(Rank other) => Kind == other.Kind && Value.Equals(other.Value);

    public int CompareTo(Rank other) =>
        Kind != other.Kind ? Kind.CompareTo(other.Kind)
        : Value.CompareTo(other.Value) is var order and not 0 ? order
        : Trial.CompareTo(other.Trial);
}
