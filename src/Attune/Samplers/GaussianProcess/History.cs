using Attune.Spaces;
using Attune.Studies;

namespace Attune.Samplers.GaussianProcess;

/// <summary>One assignment with what became of it.</summary>
internal sealed class Observation(double[] unit, double[] coordinates)
{
    private double _sum;

    /// <summary>Its place in the unit cube.</summary>
    public double[] Unit { get; } = unit;

    /// <summary>Its place for the kernel.</summary>
    public double[] Coordinates { get; } = coordinates;

    /// <summary>Whether it lies in the space, and not beyond bounds that were moved since.</summary>
    public bool IsInside { get; } = Array.TrueForAll(unit, u => u is >= 0 and <= 1);

    /// <summary>How many usable values there are.</summary>
    public int Values { get; private set; }

    /// <summary>Whether a value is of a trial that was stopped early, or there is none.</summary>
    public bool IsCertain { get; private set; } = true;

    /// <summary>The mean of its values, to be minimised; NaN when each attempt failed.</summary>
    public double Value => Values > 0 ? _sum : double.NaN;

    public void Add(double value, bool certain)
    {
        Values++;
        // A running mean: a sum could overflow.
        _sum += (value - _sum) / Values;
        IsCertain &= certain;
    }
}

/// <summary>The fold of a study's changes that the model learns from: ended trials in the order of their ends.</summary>
internal sealed class History(SearchSpace space, Features features)
{
    private readonly Dictionary<Assignment, int> _places = [];
    private readonly SortedSet<int> _pending = [];
    private readonly List<Assignment> _assignments = [];

    /// <summary>Assignments of which something is known.</summary>
    public List<Observation> Observations { get; } = [];

    /// <summary>The usable values, ascending.</summary>
    public List<double> SortedValues { get; } = [];

    /// <summary>Observations with a value by value, the best first; ties by order of their ends.</summary>
    public List<int> ByValue { get; } = [];

    /// <summary>Trials whose end said something.</summary>
    public int Ends { get; private set; }

    /// <summary>Trials that are under way, by number.</summary>
    public IReadOnlyCollection<int> Pending => _pending;

    /// <summary>The assignment of a recorded trial.</summary>
    public Assignment AssignmentOf(int trial) => _assignments[trial];

    /// <summary>Takes a change; says whether it brought something to learn from.</summary>
    public bool Add(StudyChange change, StudyView study)
    {
        switch (change)
        {
            case TrialProposed proposed:
                _assignments.Add(proposed.Assignment);
                // A trial under way whose place cannot be said is not imagined either.
                if (space.Place(proposed.Assignment) is not null)
                {
                    _pending.Add(proposed.Trial);
                }
                return false;
            case TrialEnded ended when study.IsLatest(ended):
                _pending.Remove(ended.Trial);
                return study.Tells(ended)
                    && space.Place(_assignments[ended.Trial]) is not null
                    && Add(_assignments[ended.Trial], ended.End, study.Spec.Primary.Goal);
            default:
                return false;
        }
    }

    private bool Add(Assignment assignment, TrialEnd end, Goal goal)
    {
        var value =
            end.State is TrialState.Completed or TrialState.StoppedEarly && end.Values.Count > 0
                ? end.Values[0]
                : double.NaN;
        // What a person or this machine ended says nothing about the assignment.
        if (
            !double.IsFinite(value)
            && (
                end.State is TrialState.Canceled or TrialState.Lost
                || end.Failure is FailureKind.Infrastructure
            )
        )
        {
            return false;
        }
        Take(assignment, value, goal, end.State == TrialState.Completed);
        return true;
    }

    /// <summary>Takes what became of an assignment.</summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="value">Its value; when it is not finite, the attempt failed.</param>
    /// <param name="goal">Which direction is better.</param>
    /// <param name="certain">Whether the value is final.</param>
    public void Take(Assignment assignment, double value, Goal goal, bool certain = true)
    {
        Ends++;
        if (!_places.TryGetValue(assignment, out var place))
        {
            place = Observations.Count;
            _places.Add(assignment, place);
            Observations.Add(Observe(assignment));
        }
        if (double.IsFinite(value))
        {
            Take(place, goal == Goal.Maximize ? -value : value, certain);
        }
    }

    private void Take(int place, double value, bool certain)
    {
        var observation = Observations[place];
        if (observation.Values > 0)
        {
            SortedValues.RemoveAt(SortedValues.BinarySearch(observation.Value));
            ByValue.RemoveAt(ByValue.BinarySearch(place, Order));
        }
        observation.Add(value, certain);
        var at = SortedValues.BinarySearch(observation.Value);
        SortedValues.Insert(at < 0 ? ~at : at, observation.Value);
        ByValue.Insert(~ByValue.BinarySearch(place, Order), place);
    }

    private Comparer<int> Order =>
        field ??= Comparer<int>.Create(
            (a, b) =>
                Observations[a].Value.CompareTo(Observations[b].Value) is not 0 and var order
                    ? order
                    : a.CompareTo(b)
        );

    /// <summary>A place for the kernel that nothing is known of.</summary>
    public Observation Observe(Assignment assignment)
    {
        var unit = space.Place(assignment) ?? space.Encode(assignment);
        var active = new bool[unit.Length];
        features.Activity(unit, active);
        var coordinates = new double[features.Coordinates];
        features.Write(unit, active, coordinates);
        return new Observation(unit, coordinates);
    }
}
