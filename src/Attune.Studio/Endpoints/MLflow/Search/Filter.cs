using System.Text.RegularExpressions;

namespace Attune.Studio.Endpoints.MLflow.Search;

/// <summary>A search filter: <c>clause (AND clause)*</c>, where a clause is <c>key operator value</c>.</summary>
internal sealed class Filter
{
    private readonly List<Clause> _clauses;

    private Filter(List<Clause> clauses) => _clauses = clauses;

    /// <summary>Whether it asks for more than a run's own row.</summary>
    public bool NeedsData => _clauses.Exists(clause => clause.Key.Kind != KeyKind.Attribute);

    /// <summary>Reads a filter; an empty one matches everything.</summary>
    /// <exception cref="MLflowException">It is none.</exception>
    public static Filter Parse(string? text, FilterDialect dialect)
    {
        var clauses = new List<Clause>();
        var scanner = new FilterScanner(text ?? "");
        while (!scanner.AtEnd)
        {
            if (clauses.Count > 0)
            {
                scanner.Expect("AND");
            }
            var key = dialect.Resolve(scanner.ReadKey());
            clauses.Add(ReadClause(ref scanner, key));
        }
        return new Filter(clauses);
    }

    /// <summary>Whether all clauses hold. What lacks a key matches no clause about it.</summary>
    public bool Matches(ISearchSubject subject) => _clauses.TrueForAll(clause => clause.Holds(subject));

    private static Clause ReadClause(ref FilterScanner scanner, SearchKey key)
    {
        var comparison = scanner.ReadOperator();
        var allowed = key.IsNumber
            ? comparison is ">" or ">=" or "=" or "!=" or "<" or "<="
            : comparison is "=" or "!=" or "LIKE" or "ILIKE"
                || (comparison is "IN" or "NOT IN" && key.Kind is KeyKind.Attribute or KeyKind.Dataset);
        if (!allowed)
        {
            throw new MLflowException(
                MLflowError.Invalid($"Invalid filter: '{comparison}' cannot be used with '{key.Name}'.")
            );
        }
        if (key.IsNumber)
        {
            return new Clause(key, comparison, [], scanner.ReadNumber(), null);
        }
        var texts = comparison is "IN" or "NOT IN" ? scanner.ReadList() : [scanner.ReadText()];
        var like = comparison is "LIKE" or "ILIKE" ? Like(texts[0], comparison == "ILIKE") : null;
        return new Clause(key, comparison, texts, 0, like);
    }

    /// <summary><c>%</c> is any text and <c>_</c> any character.</summary>
    private static Regex Like(string pattern, bool ignoreCase)
    {
        var text = Regex
            .Escape(pattern)
            .Replace("%", ".*", StringComparison.Ordinal)
            .Replace("_", ".", StringComparison.Ordinal);
        var options = RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant;
        return new Regex(
            $"^{text}\\z",
            ignoreCase ? options | RegexOptions.IgnoreCase : options,
            TimeSpan.FromSeconds(1)
        );
    }

    private sealed record Clause(
        SearchKey Key,
        string Operator,
        IReadOnlyList<string> Texts,
        double Number,
        Regex? Like
    )
    {
        public bool Holds(ISearchSubject subject)
        {
            if (Key.IsNumber)
            {
                return subject.Number(Key) is { } value
                    && !double.IsNaN(value)
                    && !double.IsNaN(Number)
                    && Compare(value.CompareTo(Number));
            }
            return subject
                .Texts(Key)
                .Any(text =>
                    Operator switch
                    {
                        "=" => text == Texts[0],
                        "!=" => text != Texts[0],
                        "IN" => Texts.Contains(text),
                        "NOT IN" => !Texts.Contains(text),
                        _ => Like!.IsMatch(text),
                    }
                );
        }

        private bool Compare(int order) =>
            Operator switch
            {
                ">" => order > 0,
                ">=" => order >= 0,
                "=" => order == 0,
                "!=" => order != 0,
                "<" => order < 0,
                _ => order <= 0,
            };
    }
}
