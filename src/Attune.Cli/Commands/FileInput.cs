using System.CommandLine;

namespace Attune.Cli.Commands;

/// <summary>A job file with what is changed in it: after the command, or with <c>-f</c> as <c>az ml</c> has it.</summary>
internal sealed class FileInput
{
    private readonly Argument<string?> _argument = new("FILE")
    {
        Description = "The job file (YAML)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _option = new("--file", "-f")
    {
        Description = "The same, as az ml writes it",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Change a value of the file, such as limits.max_total_trials=20; may be repeated",
        HelpName = "KEY=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    public FileInput(Command command)
    {
        command.Arguments.Add(_argument);
        command.Options.Add(_option);
        command.Options.Add(_set);
        command.Validators.Add(result =>
        {
            var (first, second) = (result.GetValue(_argument), result.GetValue(_option));
            if (string.IsNullOrEmpty(first) && string.IsNullOrEmpty(second))
            {
                result.AddError("The job file is missing.");
            }
            if (first is not null && second is not null && first != second)
            {
                result.AddError($"Two files were given, '{first}' and '{second}'.");
            }
        });
    }

    /// <summary>The file that was typed.</summary>
    public string Get(Call call) => (call.Get(_argument) ?? call.Get(_option))!;

    /// <summary>What <c>--set</c> says.</summary>
    public IReadOnlyList<string> Overrides(Call call) => call.Get(_set) ?? [];
}
