using System.CommandLine;
using System.CommandLine.Completions;

namespace Attune.Cli.Commands;

/// <summary>The name of a job, or of something else: after the command, or with <c>-n</c> as <c>az ml</c> has it.</summary>
internal sealed class NameInput
{
    private readonly Argument<string?> _argument;
    private readonly Option<string?> _option;

    /// <summary>A name that is needed, or that may be left out.</summary>
    /// <param name="command">The command that takes it.</param>
    /// <param name="what">What it names.</param>
    /// <param name="required">Whether it is needed.</param>
    /// <param name="complete">Names for the shell's completion; those of jobs unless given.</param>
    public NameInput(
        Command command,
        string what,
        bool required = true,
        Func<CompletionContext, IEnumerable<CompletionItem>>? complete = null
    )
    {
        complete ??= StoredNames.OfJobs;
        _argument = new Argument<string?>("NAME") { Description = what, Arity = ArgumentArity.ZeroOrOne };
        _option = new Option<string?>("--name", "-n")
        {
            Description = "The same, as az ml writes it",
            HelpName = "NAME",
        };
        _argument.CompletionSources.Add(complete);
        _option.CompletionSources.Add(complete);
        command.Arguments.Add(_argument);
        command.Options.Add(_option);
        command.Validators.Add(result =>
        {
            var (first, second) = (result.GetValue(_argument), result.GetValue(_option));
            if (required && string.IsNullOrEmpty(first) && string.IsNullOrEmpty(second))
            {
                result.AddError($"The name is missing: attune {PathOf(command)} NAME");
            }
            if (first is not null && second is not null && first != second)
            {
                result.AddError($"Two names were given, '{first}' and '{second}'.");
            }
        });
    }

    /// <summary>The name that was typed.</summary>
    public string? Find(Call call) => call.Get(_argument) ?? call.Get(_option);

    /// <summary>The name that was typed; there is one when it is required.</summary>
    public string Get(Call call) => Find(call)!;

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { Name: not "attune" } parent
            ? $"{parent.Name} {command.Name}"
            : command.Name;
}
