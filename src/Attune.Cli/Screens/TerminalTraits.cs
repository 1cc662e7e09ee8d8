using System.Globalization;

namespace Attune.Cli.Screens;

/// <summary>What an output stream can show, by the conventions of terminals: <c>NO_COLOR</c>, <c>FORCE_COLOR</c>, <c>TERM=dumb</c>, <c>CI</c>, <c>COLUMNS</c>.</summary>
/// <param name="Color">Whether to colour.</param>
/// <param name="Live">Whether lines may be drawn over.</param>
/// <param name="Width">Columns to fill at most.</param>
internal sealed record TerminalTraits(bool Color, bool Live, int Width)
{
    // What goes to a file or a program is never cut.
    private const int Endless = 10_000;

    /// <summary>Judges a stream.</summary>
    /// <param name="isTerminal">Whether it is a terminal.</param>
    /// <param name="width">The terminal's own width; not asked unless it is one.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static TerminalTraits Of(bool isTerminal, Func<int> width, Func<string, string?> variable)
    {
        var dumb = variable("TERM") is "dumb";
        var color = variable("FORCE_COLOR") is { Length: > 0 } force
            ? force is not ("0" or "false")
            : isTerminal && !dumb && string.IsNullOrEmpty(variable("NO_COLOR"));
        var unattended = variable("CI") is not (null or "" or "0" or "false");
        return new TerminalTraits(
            color,
            isTerminal && !dumb && !unattended,
            WidthOf(isTerminal, width, variable)
        );
    }

    private static int WidthOf(bool isTerminal, Func<int> width, Func<string, string?> variable)
    {
        if (
            int.TryParse(
                variable("COLUMNS"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var columns
            )
            && columns > 0
        )
        {
            return columns;
        }
        return isTerminal && width() is > 0 and var own ? own : Endless;
    }
}
