using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace Attune.Kernel.Display;

/// <summary>Rows under headings.</summary>
/// <param name="Columns">The headings.</param>
/// <param name="Rows">A text for each heading, or null where a row has no such member.</param>
/// <param name="More">How many rows were left out; null when nobody counted.</param>
internal sealed record Table(
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string?>> Rows,
    int? More
)
{
    private const int MostRows = 100;
    private const int MostColumns = 30;
    private const int LongestCell = 300;

    /// <summary>A dictionary, or a sequence of dictionaries or objects, as a table; null when it is none of these.</summary>
    public static Table? Of(object value)
    {
        if (value is string or not IEnumerable)
        {
            return null;
        }
        if (Entries(value) is { } entries)
        {
            var pairs = entries.Take(MostRows).Select(each => (string?[])[Cell(each.Key), Cell(each.Value)]);
            return new Table(
                ["key", "value"],
                [.. pairs],
                Count(value) is { } n ? Math.Max(0, n - MostRows) : 0
            );
        }
        var items = ((IEnumerable)value).Cast<object?>().Take(MostRows + 1).ToList();
        if (items.Count == 0 || items.Any(item => item is null || IsScalar(item.GetType())))
        {
            return null;
        }
        var shown = items.Take(MostRows).Select(item => Members(item!)).ToList();
        var columns = shown
            .SelectMany(row => row.Select(member => member.Name))
            .Distinct(StringComparer.Ordinal)
            .Take(MostColumns)
            .ToList();
        return columns.Count == 0
            ? null
            : new Table(
                columns,
                [
                    .. shown.Select(row =>
                    {
                        var cells = row.DistinctBy(member => member.Name)
                            .ToDictionary(member => member.Name, member => member.Value);
                        return columns
                            .Select(name => cells.TryGetValue(name, out var cell) ? Cell(cell()) : null)
                            .ToList();
                    }),
                ],
                items.Count <= MostRows ? 0
                    : Count(value) is { } all ? all - MostRows
                    : null
            );
    }

    /// <summary>The table as HTML, everything in it encoded.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (var column in Columns)
        {
            html.Append("<th>").Append(WebUtility.HtmlEncode(column)).Append("</th>");
        }
        html.Append("</tr></thead><tbody>");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            foreach (var cell in row)
            {
                html.Append("<td>").Append(WebUtility.HtmlEncode(cell ?? "")).Append("</td>");
            }
            html.Append("</tr>");
        }
        html.Append("</tbody></table>");
        if (More is not 0)
        {
            var count = More?.ToString(CultureInfo.InvariantCulture);
            html.Append(
                CultureInfo.InvariantCulture,
                $"<p>… and {(count is null ? "" : count + " ")}more</p>"
            );
        }
        return html.ToString();
    }

    private static IEnumerable<(object? Key, object? Value)>? Entries(object value)
    {
        if (value is IDictionary dictionary)
        {
            return Entries(dictionary);
        }
        var pair = value
            .GetType()
            .GetInterfaces()
            .FirstOrDefault(type =>
                type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            );
        return pair is null
            ? null
            : ((IEnumerable)value).Cast<object>().Select(each => (Read(each, "Key"), Read(each, "Value")));
    }

    // Only its own enumerator is one of entries, whatever its type's other enumerators give.
    private static IEnumerable<(object? Key, object? Value)> Entries(IDictionary dictionary)
    {
        for (var each = dictionary.GetEnumerator(); each.MoveNext(); )
        {
            yield return (each.Key, each.Value);
        }
    }

    private static object? Read(object value, string property) =>
        value.GetType().GetProperty(property)!.GetValue(value);

    private static List<(string Name, Func<object?> Value)> Members(object item)
    {
        if (Entries(item) is { } entries)
        {
            return
            [
                .. entries.Select(each =>
                    (Notebook.Invariant(each.Key ?? ""), (Func<object?>)(() => each.Value))
                ),
            ];
        }
        if (item is IEnumerable)
        {
            return [];
        }
        var type = item.GetType();
        const BindingFlags Public = BindingFlags.Instance | BindingFlags.Public;
        return
        [
            .. type.GetProperties(Public)
                .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
                .Select(property => (property.Name, Guarded(() => property.GetValue(item)))),
            .. type.GetFields(Public).Select(field => (field.Name, Guarded(() => field.GetValue(item)))),
        ];
    }

    // A property that throws is a cell of the table, not the end of it.
    private static Func<object?> Guarded(Func<object?> read) =>
        () =>
        {
            try
            {
                return read();
            }
            catch (TargetInvocationException error)
            {
                return error.InnerException?.Message;
            }
        };

    private static string Cell(object? value)
    {
        var text =
            value is null ? ""
            : IsScalar(value.GetType()) ? Notebook.Invariant(value)
            : PlainText.Of(value);
        return text.Length <= LongestCell ? text : text[..LongestCell] + "…";
    }

    private static bool IsScalar(Type type) =>
        type.IsPrimitive
        || type.IsEnum
        || type == typeof(string)
        || type == typeof(decimal)
        || typeof(IFormattable).IsAssignableFrom(type);

    private static int? Count(object value) => value is ICollection collection ? collection.Count : null;
}
