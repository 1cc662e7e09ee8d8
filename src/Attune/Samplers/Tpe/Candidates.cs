namespace Attune.Samplers.Tpe;

/// <summary>Points to be scored, by axis: the candidates of one axis lie next to each other, so that each is a lane of its own and
/// a sum over kernels has the same order whatever the width of the machine's vectors.</summary>
internal sealed class Candidates
{
    private readonly double[] _coordinates;
    private readonly double[] _active;
    private readonly double[] _scratch;
    private readonly int _axes;

    /// <param name="axes">Number of axes.</param>
    /// <param name="count">Number of candidates; a multiple of 16.</param>
    public Candidates(int axes, int count)
    {
        (_axes, Count) = (axes, count);
        _coordinates = new double[axes * count];
        _active = new double[axes * count];
        _scratch = new double[count];
    }

    public int Count { get; }

    /// <summary>A number for each candidate, for whoever computes.</summary>
    public Span<double> Scratch => _scratch;

    public void Set(int candidate, ReadOnlySpan<double> point)
    {
        for (var axis = 0; axis < _axes; axis++)
        {
            _coordinates[(axis * Count) + candidate] = point[axis];
            _active[(axis * Count) + candidate] = point[axis] < 0 ? 0 : 1;
        }
    }

    public void Get(int candidate, Span<double> point)
    {
        for (var axis = 0; axis < _axes; axis++)
        {
            point[axis] = _coordinates[(axis * Count) + candidate];
        }
    }

    /// <summary>Coordinates on an axis.</summary>
    public ReadOnlySpan<double> On(int axis) => _coordinates.AsSpan(axis * Count, Count);

    /// <summary>1 where the axis is active, and 0 where not.</summary>
    public ReadOnlySpan<double> ActiveOn(int axis) => _active.AsSpan(axis * Count, Count);
}
