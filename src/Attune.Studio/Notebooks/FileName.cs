namespace Attune.Studio.Notebooks;

/// <summary>What a person's file may be called.</summary>
internal static class FileName
{
    private const int Longest = 120;

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? ProblemOf(string name) =>
        string.IsNullOrWhiteSpace(name) ? "A name is missing."
        : name.Length > Longest ? $"A name has at most {Longest} characters."
        : name.StartsWith('.') ? "A name does not begin with a dot."
        : name.AsSpan().IndexOfAny('/', '\\') >= 0 || name.Any(char.IsControl)
            ? $"'{string.Concat(name.Where(c => !char.IsControl(c)))}' cannot be the name of a file: no slashes, no control characters."
        : name != name.Trim() ? "A name neither begins nor ends with a space."
        : null;
}
