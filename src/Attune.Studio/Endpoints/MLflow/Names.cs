namespace Attune.Studio.Endpoints.MLflow;

/// <summary>What names and values may be.</summary>
internal static class Names
{
    public const int LongestKey = 250;
    public const int LongestParameter = 6000;
    public const int LongestTag = 8000;
    public const int LongestExperiment = 500;

    /// <summary>A name of a metric, parameter or tag: letters, digits, <c>_ - . : /</c> and blanks, and a path that means itself.</summary>
    public static string Check(string? name, string kind)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new MLflowException(MLflowError.Missing(kind == "metric" ? "name" : "key"));
        }
        if (name.Length > LongestKey)
        {
            throw Invalid($"The name of a {kind} has {name.Length} characters; {LongestKey} are allowed.");
        }
        foreach (var character in name)
        {
            if (
                !char.IsLetterOrDigit(character)
                && !char.IsSurrogate(character)
                && character is not ('_' or '-' or '.' or ' ' or ':' or '/')
            )
            {
                throw Invalid(
                    $"Invalid {kind} name: it may only contain letters, digits, underscores (_), dashes (-), periods (.), spaces ( ), colons (:) and slashes (/)."
                );
            }
        }
        foreach (var segment in name.Split('/'))
        {
            if (segment is "" or "." or "..")
            {
                throw Invalid(
                    $"Invalid {kind} name: as a path it must mean itself, without empty parts, '.' or '..'."
                );
            }
        }
        return name;
    }

    /// <summary>Cuts a value to what is kept of it.</summary>
    public static string Cut(string? value, int longest)
    {
        value ??= "";
        if (value.Length <= longest)
        {
            return value;
        }
        // Never half of a pair.
        return value[..(char.IsHighSurrogate(value[longest - 1]) ? longest - 1 : longest)];
    }

    private static MLflowException Invalid(string message) => new(MLflowError.Invalid(message));
}
