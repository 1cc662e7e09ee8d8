using Attune.Jobs;

namespace Attune.Workspace.JobFiles.Expressions;

/// <summary>A command in which no value stands: every expression has become a reference to an environment variable.</summary>
/// <param name="Script">The text for <c>bash -c</c>.</param>
/// <param name="Variables">The variables that it refers to, each once.</param>
public sealed record CompiledCommand(string Script, ValueList<CommandVariable> Variables);

/// <summary>A job's command with its expressions. Immutable and thread-safe.</summary>
/// <remarks>Each reference is quoted as its surroundings demand, so that a value is one word (or part of one) and is never read as
/// shell, whatever it holds: blanks, quotes, newlines, <c>$( )</c>.</remarks>
public sealed class CommandTemplate
{
    private const int MostCompared = 500;

    private readonly string _command;
    private readonly ExpressionScope _scope;

    private CommandTemplate(string command, ExpressionScope scope) => (_command, _scope) = (command, scope);

    /// <summary>The command of a job: a sweep's trial, or a command job's own.</summary>
    public static CommandTemplate Of(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new(
            job is SweepJob sweep ? sweep.Trial.Command : ((CommandJob)job).Command,
            new ExpressionScope(job)
        );
    }

    /// <summary>The command's length in characters.</summary>
    internal int Length => _command.Length;

    /// <summary>Compiles the command for one trial. Call it only when the job file had no error.</summary>
    /// <param name="environment">The names of the variables that have a value in this trial; an optional part <c>$[[ … ]]</c> stays only
    /// when all that it names is there.</param>
    public CompiledCommand Compile(IReadOnlySet<string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var findings = new Findings();
        var text = OptionalParts.Keep(
            _command,
            part =>
                Declarations(part)
                    .All(declared => declared is not null && environment.Contains(declared.Variable.Name))
        );
        return new BashRewriter(text, Names(findings)).Run(findings);
    }

    /// <summary>Everything wrong with the command's expressions, and hyperparameters that it does not use.</summary>
    internal IReadOnlyList<Finding> Check()
    {
        var findings = new Findings();
        OptionalParts.Check(_command, findings, part => Declarations(part).Any());
        var all = new BashRewriter(OptionalParts.Keep(_command, _ => true), Names(findings)).Run(findings);
        // Outside the optional parts everything must have a value.
        new BashRewriter(OptionalParts.Keep(_command, _ => false), Values(findings)).Run(new Findings());
        return [.. findings, .. Unused(all.Variables)];
    }

    private IEnumerable<Declared?> Declarations(string part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (Expression.At(part, i) is { } expression)
            {
                yield return _scope.Find(expression);
                i += expression.Text.Length - 1;
            }
        }
    }

    private Func<Expression, Declared?> Names(Findings findings) =>
        expression =>
        {
            var declared = _scope.Find(expression);
            if (declared is null)
            {
                findings.Add(() => Unknown(expression));
            }
            else if (expression.IsDeprecated)
            {
                findings.Add(
                    new Finding(
                        expression.Text,
                        $"'{expression.Text}' is the old form of an expression.",
                        $"write ${{{{{expression.Inner}}}}}",
                        Severity.Warning
                    )
                );
            }
            return declared;
        };

    private Func<Expression, Declared?> Values(Findings findings) =>
        expression =>
        {
            var declared = _scope.Find(expression);
            if (declared is { Presence: Presence.Never })
            {
                findings.Add(
                    new Finding(
                        expression.Text,
                        $"The input '{declared.Variable.Source}' has no value.",
                        "give it one, or put this part of the command in $[[ … ]], which is left out then"
                    )
                );
            }
            if (declared is { Presence: Presence.Sometimes })
            {
                findings.Add(
                    new Finding(
                        expression.Text,
                        $"'{expression.Inner}' has a value only in some trials; in the others it is an empty text.",
                        "put this part of the command in $[[ … ]], which is left out then",
                        Severity.Warning
                    )
                );
            }
            return declared;
        };

    private Finding Unknown(Expression expression)
    {
        var hint = Moved(expression) ?? Suggestion.For(expression.Inner, _scope.Names.Take(MostCompared));
        if (expression.IsDeprecated)
        {
            // Braces occur in commands for reasons of their own.
            return new Finding(
                expression.Text,
                $"'{expression.Inner}' is not declared; the text is left as it is.",
                hint,
                Severity.Warning
            );
        }
        return expression.Root switch
        {
            ExpressionRoot.SearchSpace when !_scope.HasSearchSpace => new Finding(
                expression.Text,
                "A command job has no search space.",
                "write a job of type sweep, or use inputs"
            ),
            null when expression.Inner.StartsWith("parent.", StringComparison.Ordinal) => new Finding(
                expression.Text,
                "'parent' is an expression of pipelines, which this file is not.",
                hint
            ),
            null => new Finding(
                expression.Text,
                $"'{Binding.Words.Quoted(expression.Inner)}' is not an expression.",
                hint ?? "write search_space.x, inputs.x or outputs.x between the braces"
            ),
            _ => new Finding(
                expression.Text,
                $"'{Binding.Words.Quoted(expression.Inner)}' is not declared.",
                hint ?? Listed(expression)
            ),
        };
    }

    // The right name under another root.
    private string? Moved(Expression expression)
    {
        var name = expression.Name.Length > 0 ? expression.Name : expression.Inner;
        var match = _scope.Names.FirstOrDefault(known =>
            known[(known.IndexOf('.', StringComparison.Ordinal) + 1)..] == name
        );
        return match is null ? null : $"did you mean '{match}'?";
    }

    private string? Listed(Expression expression)
    {
        var root = expression.Inner.Split('.')[0] + ".";
        var names = _scope.Names.Where(name => name.StartsWith(root, StringComparison.Ordinal)).ToList();
        return names.Count switch
        {
            0 => $"the job declares no {root[..^1].Replace('_', ' ')}",
            <= 12 => $"declared are {string.Join(", ", names)}",
            _ => null,
        };
    }

    private IEnumerable<Finding> Unused(ValueList<CommandVariable> used)
    {
        var sources = used.Where(variable => variable.Root == ExpressionRoot.SearchSpace)
            .Select(variable => variable.Source)
            .ToList();
        return _scope
            .Names.Where(name => name.StartsWith("search_space.", StringComparison.Ordinal))
            .Select(name => name["search_space.".Length..])
            .Where(name => !name.Contains('.', StringComparison.Ordinal))
            .Where(name =>
                !sources.Exists(source =>
                    source == name || source.StartsWith(name + "_", StringComparison.Ordinal)
                ) && !_command.Contains(CommandEnvironment.SweepPrefix + name, StringComparison.Ordinal)
            )
            .Select(name => new Finding(
                null,
                $"The command does not use the hyperparameter '{name}'.",
                $"write ${{{{search_space.{name}}}}} in the command, or read {CommandEnvironment.SweepPrefix}{name} in the script",
                Severity.Warning
            )
            {
                Parameter = name,
            });
    }
}

/// <summary>Something to say about a command.</summary>
/// <param name="Expression">The text of the expression that it is about; null for the whole command.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do.</param>
/// <param name="Severity">How grave it is.</param>
internal sealed record Finding(
    string? Expression,
    string Message,
    string? Hint = null,
    Severity Severity = Severity.Error
)
{
    /// <summary>The hyperparameter that it is about, when it is about one and not about the command's text.</summary>
    public string? Parameter { get; init; }
}
