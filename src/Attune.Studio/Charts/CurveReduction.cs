namespace Attune.Studio.Charts;

/// <summary>A curve of any length in a bounded number of points: of each stretch of steps the first, lowest, highest and last value. Not thread-safe.</summary>
/// <remarks>Points may come in any order and as they are reported; when there are too many stretches, neighbours are joined and each is
/// twice as wide from then on. An outlier is never lost, because extremes are what is kept.</remarks>
internal sealed class CurveReduction
{
    private readonly int _most;
    private readonly SortedDictionary<long, Stretch> _stretches = [];
    private long _width = 1;
    private bool _lacks;

    /// <summary>An empty curve.</summary>
    /// <param name="most">The most stretches; each gives up to four points.</param>
    public CurveReduction(int most = 400)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        _most = most;
    }

    /// <summary>How many points came in.</summary>
    public long Count { get; private set; }

    /// <summary>Whether every point that came in is among <see cref="Points"/>.</summary>
    public bool IsWhole => _width == 1 && !_lacks;

    /// <summary>Takes a point; a value that is not finite leaves a gap, and is only counted.</summary>
    public void Add(long step, double value)
    {
        Count++;
        if (!double.IsFinite(value))
        {
            return;
        }
        var key = KeyOf(step);
        _stretches[key] = _stretches.TryGetValue(key, out var stretch)
            ? stretch.With(step, value)
            : Stretch.Of(step, value);
        while (_stretches.Count > _most)
        {
            Widen();
        }
    }

    /// <summary>Takes what was kept of a part of the curve: extremes and ends of its stretches.</summary>
    /// <param name="count">How many points that part has in truth.</param>
    /// <param name="kept">Those of them that were kept.</param>
    public void Add(long count, IReadOnlyList<(long Step, double Value)> kept)
    {
        foreach (var (step, value) in kept)
        {
            Add(step, value);
        }
        Count += count - kept.Count;
        _lacks |= count > kept.Count;
    }

    /// <summary>The points to draw, by step.</summary>
    public IEnumerable<(long Step, double Value)> Points() =>
        _stretches.Values.SelectMany(stretch => stretch.Points());

    private long KeyOf(long step) => step >= 0 ? step / _width : (step - _width + 1) / _width;

    private void Widen()
    {
        _width *= 2;
        Stretch[] old = [.. _stretches.Values];
        _stretches.Clear();
        foreach (var stretch in old)
        {
            var key = KeyOf(stretch.First.Step);
            _stretches[key] = _stretches.TryGetValue(key, out var other) ? other.With(stretch) : stretch;
        }
    }

    private readonly record struct Point(long Step, double Value);

    private readonly record struct Stretch(Point First, Point Low, Point High, Point Last)
    {
        public static Stretch Of(long step, double value)
        {
            var point = new Point(step, value);
            return new Stretch(point, point, point, point);
        }

        public Stretch With(long step, double value) => With(Of(step, value));

        public Stretch With(Stretch other) =>
            new(
                other.First.Step < First.Step ? other.First : First,
                other.Low.Value < Low.Value ? other.Low : Low,
                other.High.Value > High.Value ? other.High : High,
                other.Last.Step >= Last.Step ? other.Last : Last
            );

        public IEnumerable<(long, double)> Points() =>
            ((Point[])[First, Low, High, Last])
                .Distinct()
                .OrderBy(point => point.Step)
                .Select(point => (point.Step, point.Value));
    }
}
