using Attune.Client.Protocols.MLflow;

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

    /// <summary>The order of a search for logged models, which has a form of its own.</summary>
    /// <exception cref="MLflowException">An entry is none.</exception>
    public static SearchOrder Of(IReadOnlyList<LoggedModelOrder>? entries, FilterDialect dialect)
    {
        var keys = new List<(SearchKey, bool)>();
        foreach (var entry in entries ?? [])
        {
            var scanner = new FilterScanner(MLflowRequest.Require(entry?.FieldName, "field_name"));
            var key = dialect.Resolve(scanner.ReadKey());
            if (!scanner.AtEnd)
            {
                throw new MLflowException(
                    MLflowError.Invalid($"Invalid order '{entry!.FieldName}': it is a key.")
                );
            }
            keys.Add(
                (
                    key with
                    {
                        Dataset = string.IsNullOrEmpty(entry!.DatasetName) ? null : entry.DatasetName,
                        Digest = string.IsNullOrEmpty(entry.DatasetDigest) ? null : entry.DatasetDigest,
                    },
                    entry.Ascending == false
                )
            );
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
