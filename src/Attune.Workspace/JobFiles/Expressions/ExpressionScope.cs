using Attune.Jobs;
using Attune.Spaces;

namespace Attune.Workspace.JobFiles.Expressions;

/// <summary>A variable that stands for an expression in a compiled command.</summary>
/// <param name="Name">The environment variable, such as <c>AZUREML_SWEEP_lr</c>.</param>
/// <param name="Root">What kind of thing it holds.</param>
/// <param name="Source">What of that kind: an input's or output's name, or a hyperparameter's variable (<c>model_lr</c> for a leaf).</param>
public sealed record CommandVariable(string Name, ExpressionRoot Root, string Source);

/// <summary>What the expressions of a job's command may name.</summary>
internal sealed class ExpressionScope
{
    private readonly Dictionary<string, Declared> _declared = new(StringComparer.Ordinal);

    public ExpressionScope(Job job)
    {
        HasSearchSpace = job is SweepJob;
        foreach (var (name, input) in job.Inputs)
        {
            Add(
                $"inputs.{name}",
                new CommandVariable(CommandEnvironment.InputPrefix + name, ExpressionRoot.Inputs, name),
                input.Value is { IsNumber: true },
                input.HasValue ? Presence.Always : Presence.Never
            );
        }
        foreach (var name in job.Outputs.Keys)
        {
            Add(
                $"outputs.{name}",
                new CommandVariable(CommandEnvironment.OutputPrefix + name, ExpressionRoot.Outputs, name),
                isNumber: false,
                Presence.Always
            );
        }
        if (job is SweepJob sweep)
        {
            AddSpace(sweep.Space);
        }
    }

    /// <summary>Whether there is a search space at all.</summary>
    public bool HasSearchSpace { get; }

    /// <summary>Everything that may be named.</summary>
    public IEnumerable<string> Names => _declared.Keys;

    /// <summary>What an expression names, or null.</summary>
    public Declared? Find(Expression expression)
    {
        var (root, name) = (expression.Inner.Split('.')[0].Trim(), expression.Name);
        return _declared.GetValueOrDefault($"{root}.{name}")
            ?? _declared.GetValueOrDefault($"{root}.{ExpressionPatterns.BranchIndex().Replace(name, "")}");
    }

    private void AddSpace(SearchSpace space)
    {
        var own = space.Declared.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        // A leaf that several branches share is a number only when it is one in each of them.
        foreach (
            var leaf in space.Parameters.GroupBy(parameter =>
                ExpressionPatterns.BranchIndex().Replace(parameter.Path, "")
            )
        )
        {
            var variable = leaf.Key.Replace('.', '_');
            var isLeaf = leaf.First().ActiveWhen.Count > 0;
            if (isLeaf && own.Contains(variable))
            {
                continue;
            }
            Add(
                $"search_space.{leaf.Key}",
                new CommandVariable(
                    CommandEnvironment.SweepPrefix + variable,
                    ExpressionRoot.SearchSpace,
                    variable
                ),
                leaf.All(parameter => IsNumber(parameter.Distribution)),
                isLeaf ? Presence.Sometimes : Presence.Always
            );
        }
    }

    private void Add(string name, CommandVariable variable, bool isNumber, Presence presence) =>
        _declared.TryAdd(name, new Declared(variable, isNumber, presence));

    private static bool IsNumber(Distribution distribution) =>
        distribution switch
        {
            Choice choice => choice.Options.All(option => option.Value is { IsNumber: true }),
            OrderedChoice ordered => ordered.Options.All(value => value.IsNumber),
            Constant constant => constant.Value.IsNumber,
            _ => true,
        };
}

/// <summary>Something that an expression may name.</summary>
/// <param name="Variable">The variable that holds its value.</param>
/// <param name="IsNumber">Whether every value is a number, so that it may stand in arithmetic.</param>
/// <param name="Presence">Whether it has a value in a trial.</param>
internal sealed record Declared(CommandVariable Variable, bool IsNumber, Presence Presence);

/// <summary>Whether something has a value in a trial.</summary>
internal enum Presence
{
    Always,
    Sometimes,
    Never,
}
