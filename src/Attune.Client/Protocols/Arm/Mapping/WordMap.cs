namespace Attune.Client.Protocols.Arm.Mapping;

/// <summary>The protocol's words for the values of an enumeration, read in any letter case. Where two words mean one value, the first is written.</summary>
/// <param name="noun">What the words are for, in a problem.</param>
/// <param name="words">Values with their words.</param>
internal sealed class WordMap<T>(string noun, params (T Value, string Word)[] words)
    where T : struct, Enum
{
    public string Write(T value) =>
        words.First(pair => EqualityComparer<T>.Default.Equals(pair.Value, value)).Word;

    public string? Write(T? value) => value is { } some ? Write(some) : null;

    /// <summary>The value; null when there is no word, or one that is not known, which has then been said.</summary>
    public T? Read(string? word, string path, List<Problem> problems)
    {
        if (word is null)
        {
            return null;
        }
        foreach (var pair in words)
        {
            if (pair.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return pair.Value;
            }
        }
        problems.Add(
            new Problem(
                path,
                $"'{Shown(word)}' is no {noun} that is known.",
                "one of " + string.Join(", ", words.Select(pair => pair.Word))
            )
        );
        return null;
    }

    private static string Shown(string word) => word.Length <= 100 ? word : word[..100] + "…";
}
