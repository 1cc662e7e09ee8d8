namespace Attune.Studio.Guards;

/// <summary>Which pages of the studio are kept alive, and for whom: each holds memory here and a socket. Of the whole host, in all its workspaces. Thread-safe.</summary>
/// <param name="each">The most of one person, at least 1.</param>
/// <param name="all">The most of everybody together, at least 1.</param>
internal sealed class OpenPages(int each, int all)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _holders = new(StringComparer.Ordinal);

    /// <summary>Why a person may open no further page now, in a sentence; null when they may.</summary>
    public string? RefusalOf(string person)
    {
        lock (_lock)
        {
            return _holders.Values.Count(holder => holder == person) >= each
                    ? FormattableString.Invariant(
                        $"You have {each} pages of the studio open, which is as many as one person may. Close some."
                    )
                : _holders.Count >= all
                    ? FormattableString.Invariant(
                        $"{all} pages of the studio are open, which is as many as this host keeps for everybody together."
                    )
                : null;
        }
    }

    /// <summary>Takes a place for a page; why there is none, else null.</summary>
    /// <param name="page">Names the page.</param>
    /// <param name="person">Whose it is.</param>
    public string? Enter(string page, string person)
    {
        lock (_lock)
        {
            var refusal = RefusalOf(person);
            if (refusal is null)
            {
                _holders[page] = person;
            }
            return refusal;
        }
    }

    /// <summary>Gives the place of a page back; nothing when it has none.</summary>
    public void Leave(string page)
    {
        lock (_lock)
        {
            _holders.Remove(page);
        }
    }
}
