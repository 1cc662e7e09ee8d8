using System.Collections;

namespace Attune.Workspace.JobFiles.Expressions;

/// <summary>What there is to say about a command, up to a number that a person can read; the rest is counted.</summary>
internal sealed class Findings : IEnumerable<Finding>
{
    private const int Most = 100;

    private readonly List<Finding> _listed = [];
    private int _more;

    /// <summary>Adds a finding, or counts it.</summary>
    /// <param name="make">Makes the finding; not called when it is only counted.</param>
    public void Add(Func<Finding> make)
    {
        if (_listed.Count < Most)
        {
            _listed.Add(make());
        }
        else
        {
            _more++;
        }
    }

    /// <summary>Adds a finding, or counts it.</summary>
    public void Add(Finding finding) => Add(() => finding);

    public IEnumerator<Finding> GetEnumerator() =>
        (
            _more == 0
                ? _listed
                : _listed.Append(new Finding(null, $"{_more} more problems of the command are not listed."))
        ).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
