namespace Attune.Cli.Commands;

/// <summary>Asks a person before something is lost.</summary>
internal static class Confirmation
{
    /// <summary>Whether a person says yes; nobody does where none can be asked.</summary>
    public static bool Ask(Call call, string question)
    {
        if (Console.IsInputRedirected)
        {
            return false;
        }
        call.Terminal.Talk.Writer.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    /// <summary>Says that nothing was deleted.</summary>
    public static ExitCode Refuse(Call call, string name) =>
        call.Terminal.Refuse(
            ExitCode.Conflict,
            $"'{name}' was not deleted: nobody confirmed it.",
            "with --yes nobody is asked"
        );
}
