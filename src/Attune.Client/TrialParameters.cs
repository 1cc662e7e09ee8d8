using System.Globalization;

namespace Attune.Client;

/// <summary>The values that a sweep gave to a trial, read from <c>AZUREML_SWEEP_&lt;name&gt;</c>.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class TrialParameters(Func<string, string?> variable)
{
    private const string Prefix = "AZUREML_SWEEP_";

    public T Read<T>(string name, T? byDefault, bool hasDefault, Func<string, T?> parse, string kind)
        where T : struct
    {
        if (Find(name) is not { } text)
        {
            return hasDefault ? byDefault!.Value : throw Missing(name);
        }
        return parse(text)
            ?? throw new FormatException($"The parameter '{name}' is '{text}', which is not {kind}.");
    }

    public string Text(string name, string? byDefault) => Find(name) ?? byDefault ?? throw Missing(name);

    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>A whole number, also when it is written as <c>100.0</c> (a quantised draw).</summary>
    public static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
        : Number(text) is { } number && Math.Floor(number) == number && Math.Abs(number) <= 1L << 53
            ? (long)number
        : null;

    public static bool? Truth(string text) =>
        text.ToUpperInvariant() switch
        {
            "TRUE" or "1" or "YES" => true,
            "FALSE" or "0" or "NO" => false,
            _ => null,
        };

    private string? Find(string name) => variable(Prefix + name);

    private static InvalidOperationException Missing(string name) =>
        new(
            $"There is no parameter '{name}': the variable {Prefix}{name} is not set. Declare it in the job's search space, give a default, or set the variable when you run the program by itself."
        );
}
