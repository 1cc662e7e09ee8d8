using System.Security.Cryptography;

namespace Attune.Workspace.Sweeps;

/// <summary>Names for jobs whose file gives none: <c>calm_otter_7k2m9q</c>, as Azure makes them.</summary>
internal static class SweepName
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789"; // 32, none that looks like another

    private static readonly string[] Adjectives =
    [
        "amber",
        "bold",
        "brave",
        "bright",
        "calm",
        "clever",
        "coral",
        "crisp",
        "dapper",
        "eager",
        "fair",
        "fleet",
        "fond",
        "gentle",
        "golden",
        "happy",
        "honest",
        "jolly",
        "keen",
        "kind",
        "light",
        "lively",
        "lucid",
        "mellow",
        "mild",
        "neat",
        "noble",
        "olive",
        "plucky",
        "polite",
        "proud",
        "quick",
        "quiet",
        "red",
        "sage",
        "sharp",
        "silver",
        "smart",
        "steady",
        "sunny",
        "sure",
        "swift",
        "tidy",
        "true",
        "vivid",
        "warm",
        "wise",
        "witty",
    ];

    private static readonly string[] Nouns =
    [
        "acorn",
        "apple",
        "badger",
        "bay",
        "beaver",
        "birch",
        "brook",
        "cedar",
        "cherry",
        "cloud",
        "comet",
        "cove",
        "crane",
        "dune",
        "eagle",
        "elm",
        "falcon",
        "fern",
        "finch",
        "fjord",
        "grove",
        "harbor",
        "hare",
        "hazel",
        "heron",
        "island",
        "ivy",
        "kite",
        "lake",
        "lark",
        "leaf",
        "lemon",
        "lynx",
        "maple",
        "meadow",
        "moon",
        "otter",
        "owl",
        "pear",
        "pine",
        "plum",
        "quill",
        "reed",
        "river",
        "robin",
        "sparrow",
        "stone",
        "willow",
    ];

    /// <summary>A new name; two are the same once in about 10^12.</summary>
    public static string Next()
    {
        var tail = RandomNumberGenerator.GetString(Letters, 6);
        return $"{RandomNumberGenerator.GetItems<string>(Adjectives, 1)[0]}_{RandomNumberGenerator.GetItems<string>(Nouns, 1)[0]}_{tail}";
    }
}
