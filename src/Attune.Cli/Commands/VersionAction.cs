using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary>Writes the version.</summary>
internal sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        terminal.Out.Line($"attune {Text}");
        return 0;
    }

    /// <summary>The version without the source revision.</summary>
    public static string Text =>
        (
            Assembly
                .GetExecutingAssembly()
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion
            ?? "0"
        ).Split('+')[0];
}
