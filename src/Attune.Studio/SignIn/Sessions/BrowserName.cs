namespace Attune.Studio.SignIn.Sessions;

/// <summary>What a browser calls itself, in words by which a person knows it again.</summary>
internal static class BrowserName
{
    // Each also says to be those below it.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    /// <summary>The name, as in <c>Firefox on Linux</c>; of other programs the first word.</summary>
    /// <param name="userAgent">The header; may be anything.</param>
    public static string Of(string userAgent)
    {
        var browser = Find(Browsers, userAgent) ?? FirstWord(userAgent);
        return Find(Systems, userAgent) is { } system ? $"{browser} on {system}" : browser;
    }

    private static string? Find((string Mark, string Name)[] known, string userAgent) =>
        known.FirstOrDefault(one => userAgent.Contains(one.Mark, StringComparison.Ordinal)).Name;

    private static string FirstWord(string userAgent)
    {
        var word = string.Concat(
            userAgent
                .TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
                .Take(40)
        );
        return word.Length > 0 ? word : "a browser";
    }
}
