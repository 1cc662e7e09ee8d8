using System.Globalization;

namespace Attune.Workspace.Executors;

/// <summary>One attempt at a trial: the trial's job name and the attempt, from 1. As text <c>sweep_3.1</c>.</summary>
/// <param name="Trial">The trial's job name.</param>
/// <param name="Attempt">The attempt, from 1.</param>
public readonly record struct ExecutionId(string Trial, int Attempt)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Trial}.{Attempt}");

    /// <summary>Reads the text form; false when it is none.</summary>
    public static bool TryParse(string text, out ExecutionId id)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dot = text.LastIndexOf('.');
        id = default;
        if (
            dot <= 0
            || !int.TryParse(
                text.AsSpan(dot + 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var attempt
            )
        )
        {
            return false;
        }
        id = new ExecutionId(text[..dot], attempt);
        return true;
    }
}
