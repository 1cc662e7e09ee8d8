namespace Attune.Studio.Endpoints.MLflow.Search;

/// <summary>An order of results: <c>key [ASC|DESC]</c>, several. Numbers come first, then NaN, then what lacks the key, in both directions.</summary>
internal sealed class SearchOrder
{
    private readonly List<(SearchKey Key, bool Descending)> _keys;

    private SearchOrder(List<(SearchKey, bool)> keys) => _keys = keys;

    public bool NeedsData => _keys.Exists(key => key.Key.Kind != KeyKind.Attribute);

    /// <exception cref="MLflowException">An entry is none.</exception>
    public static SearchOrder Parse(IReadOnlyList<string>? entries, FilterDialect dialect)
    {
        var keys = new List<(SearchKey, bool)>();
        foreach (var entry in entries ?? [])
        {
            var scanner = new FilterScanner(entry);
            var key = dialect.Resolve(scanner.ReadKey());
            var descending = scanner.TryWord("DESC");
            if (!descending)
            {
                scanner.TryWord("ASC");
            }
            if (!scanner.AtEnd)
            {
                throw new MLflowException(
                    MLflowError.Invalid($"Invalid order '{entry}': a key, then ASC or DESC.")
                );
            }
            keys.Add((key, descending));
        }
        return new SearchOrder(keys);
    }

    public IOrderedEnumerable<T> Sort<T>(IEnumerable<T> items, Func<T, ISearchSubject> subject)
    {
        var sorted = items.OrderBy(_ => 0);
        foreach (var (key, descending) in _keys)
        {
            if (key.IsNumber)
            {
                sorted = sorted.ThenBy(item =>
                    subject(item).Number(key) is not { } value ? 2
                    : double.IsNaN(value) ? 1
                    : 0
                );
                sorted = descending
                    ? sorted.ThenByDescending(item => subject(item).Number(key))
                    : sorted.ThenBy(item => subject(item).Number(key));
            }
            else
            {
                sorted = sorted.ThenBy(item => subject(item).Texts(key).Any() ? 0 : 1);
                sorted = descending
                    ? sorted.ThenByDescending(
                        item => subject(item).Texts(key).FirstOrDefault(),
                        StringComparer.Ordinal
                    )
                    : sorted.ThenBy(
                        item => subject(item).Texts(key).FirstOrDefault(),
                        StringComparer.Ordinal
                    );
            }
        }
        return sorted;
    }
}
