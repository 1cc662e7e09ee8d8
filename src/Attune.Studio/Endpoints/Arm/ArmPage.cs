using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Attune.Client.Protocols.Arm;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Lists in pages. A page's token says which item came last, and where it stood in case that it is gone.</summary>
internal static class ArmPage
{
    private const string Token = "$skip";
    private const int Usual = 100;
    private const int Most = 1000;

    /// <summary>The page that a call asks for.</summary>
    /// <param name="call">The call.</param>
    /// <param name="items">All items, in order.</param>
    /// <param name="key">What tells an item from the others.</param>
    /// <param name="view">What is shown of an item.</param>
    public static ResourcePage<TView> Of<T, TView>(
        ArmCall call,
        IReadOnlyList<T> items,
        Func<T, string> key,
        Func<T, TView> view
    )
    {
        var (start, size) = (Start(call, items, key), Size(call));
        var page = items.Skip(start).Take(size).ToList();
        var next =
            start + page.Count < items.Count && page.Count > 0
                ? Next(call.Http.Request, call.Base, Write(start + page.Count, key(page[^1])))
                : null;
        return new ResourcePage<TView>([.. page.Select(view)], next);
    }

    private static int Size(ArmCall call) =>
        call.Query("$top") is not { Length: > 0 } text ? Usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top)
        && top is > 0 and <= Most
            ? top
        : throw Wrong("$top", $"It is a number from 1 to {Most}.");

    private static int Start<T>(ArmCall call, IReadOnlyList<T> items, Func<T, string> key)
    {
        if (call.Query(Token) is not { Length: > 0 } token)
        {
            return 0;
        }
        var (place, last) = Read(token) ?? throw Wrong(Token, "It is not one that this host gave.");
        for (var i = 0; i < items.Count; i++)
        {
            if (key(items[i]) == last)
            {
                return i + 1;
            }
        }
        return Math.Min(place, items.Count);
    }

    private static string Write(int place, string key) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{place}:{key}")));

    private static (int, string)? Read(string token)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(':', 2);
            return
                parts.Length == 2
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                ? (place, parts[1])
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // Followed as it is given; clients add their own parameters again where they are absent.
    private static string Next(HttpRequest request, string host, string token)
    {
        var query = new QueryBuilder(
            request
                .Query.Where(each => each.Key != Token)
                .SelectMany(each => each.Value.Select(value => KeyValuePair.Create(each.Key, value ?? "")))
        )
        {
            { Token, token },
        };
        return $"{host}{request.Path}{query}";
    }

    private static ArmException Wrong(string parameter, string message) =>
        new(ArmError.Of(400, "BadRequest", $"The parameter {parameter} is wrong. {message}", parameter));
}
