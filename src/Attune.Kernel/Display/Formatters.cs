using System.Collections.Concurrent;
using System.Reflection;

namespace Attune.Kernel.Display;

/// <summary>
/// How values are shown. A type is shown by, in this order: what <see cref="Add"/> was told for it or for a type that it derives from; its own
/// public methods <c>ToMimeBundle()</c> (a dictionary of texts by MIME type), <c>ToHtml()</c>, <c>ToMarkdown()</c>, <c>ToSvg()</c> and
/// <c>ToLatex()</c>, none of which needs a reference to this library; as a table, when it is a sequence of objects or a dictionary; as plain
/// text. Thread-safe.
/// </summary>
public static class Formatters
{
    private static readonly (string Method, string Type)[] Conventions =
    [
        ("ToHtml", "text/html"),
        ("ToMarkdown", "text/markdown"),
        ("ToSvg", "image/svg+xml"),
        ("ToLatex", "text/latex"),
    ];

    private static readonly ConcurrentDictionary<(Type Type, string Mime), Func<object, string>> Added = [];

    /// <summary>Says how values of a type, and of those that derive from it, are shown.</summary>
    /// <typeparam name="T">The type; an interface too.</typeparam>
    /// <param name="mimeType">The form that is made, such as <c>text/html</c>.</param>
    /// <param name="format">Makes it.</param>
    public static void Add<T>(string mimeType, Func<T, string> format)
    {
        ArgumentNullException.ThrowIfNull(format);
        Added[(typeof(T), mimeType)] = value => format((T)value);
    }

    /// <summary>A value in all the forms that there are of it, plain text among them.</summary>
    /// <param name="value">The value.</param>
    public static MimeBundle Format(object? value)
    {
        if (value is MimeBundle bundle)
        {
            return bundle;
        }
        var forms = new Dictionary<string, string>(StringComparer.Ordinal);
        if (value is not null)
        {
            AddFrom(forms, Registered(value));
            AddFrom(forms, Conventional(value));
            if (forms.Count == 0 && Table.Of(value) is { } table)
            {
                forms["text/html"] = table.ToHtml();
            }
        }
        if (!forms.ContainsKey("text/plain"))
        {
            forms["text/plain"] = PlainText.Of(value);
        }
        return new MimeBundle(forms);
    }

    private static void AddFrom(
        Dictionary<string, string> forms,
        IEnumerable<KeyValuePair<string, string>> more
    )
    {
        foreach (var (type, text) in more)
        {
            forms.TryAdd(type, text);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Registered(object value)
    {
        var type = value.GetType();
        return Added
            .Where(each => each.Key.Type.IsAssignableFrom(type))
            .GroupBy(each => each.Key.Mime)
            .Select(group =>
                group.Aggregate((best, next) => best.Key.Type.IsAssignableFrom(next.Key.Type) ? next : best)
            )
            .Select(each => KeyValuePair.Create(each.Key.Mime, each.Value(value)));
    }

    private static IEnumerable<KeyValuePair<string, string>> Conventional(object value)
    {
        if (Call<IEnumerable<KeyValuePair<string, string>>>(value, "ToMimeBundle") is { } forms)
        {
            return forms;
        }
        return Conventions
            .Select(each => KeyValuePair.Create(each.Type, Call<string>(value, each.Method)))
            .Where(each => each.Value is not null)!;
    }

    private static T? Call<T>(object value, string name)
        where T : class
    {
        var method = value
            .GetType()
            .GetMethod(name, BindingFlags.Instance | BindingFlags.Public, Type.EmptyTypes);
        if (method is null || !typeof(T).IsAssignableFrom(method.ReturnType) || method.IsGenericMethod)
        {
            return null;
        }
        try
        {
            return (T?)method.Invoke(value, null);
        }
        catch (TargetInvocationException error) when (error.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }
}
