namespace Attune.Workspace.Executors;

/// <summary>How many trials each sweep may run at once while several do, those of other workspaces: nobody gets less than a fair share for coming later. Thread-safe.</summary>
/// <remarks>
/// A sweep alone gets what it asks for. Of several, those that ask for less than an equal part get it, and the others share the rest
/// equally (max-min fairness); each at least one. What already runs is let run: shares are reached as trials end.
/// </remarks>
/// <param name="places">How many trials this machine runs at once when sweeps share it.</param>
public sealed class MachineShare(int places)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);

    /// <summary>Counts a sweep in until it is disposed of.</summary>
    /// <param name="sweep">Its name.</param>
    /// <param name="asked">How many trials it would run at once if it were alone; at least 1.</param>
    public IDisposable Join(string sweep, int asked)
    {
        lock (_lock)
        {
            _asked[sweep] = asked;
        }
        return new Place(this, sweep);
    }

    /// <summary>How many trials a sweep may run at once now.</summary>
    /// <param name="sweep">A sweep; one that did not join gets what it asks for.</param>
    /// <param name="asked">How many it would run if it were alone.</param>
    public int Of(string sweep, int asked)
    {
        lock (_lock)
        {
            if (_asked.Count < 2 || !_asked.ContainsKey(sweep))
            {
                return asked;
            }
            // What one sweep may have alone, several may have together.
            _asked[sweep] = asked;
            var (left, sharers) = (Math.Max(places, _asked.Values.Max()), _asked.Count);
            foreach (
                var (name, wanted) in _asked
                    .OrderBy(each => each.Value)
                    .ThenBy(each => each.Key, StringComparer.Ordinal)
            )
            {
                var part = Math.Max(1, Math.Min(wanted, left / sharers));
                if (name == sweep)
                {
                    return part;
                }
                (left, sharers) = (Math.Max(0, left - part), sharers - 1);
            }
            return asked;
        }
    }

    private void Leave(string sweep)
    {
        lock (_lock)
        {
            _asked.Remove(sweep);
        }
    }

    private sealed class Place(MachineShare share, string sweep) : IDisposable
    {
        public void Dispose() => share.Leave(sweep);
    }
}
