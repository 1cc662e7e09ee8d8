using Attune.Samplers;
using Attune.Spaces;
using Attune.Studio.Charts;

namespace Attune.Studio.Pages.Sweep.Cards;

/// <summary>Asks the model of a job for a chart, and says in words what it is, or why there is none.</summary>
internal static class ModelWords
{
    // A model that ranks unseen trials no better than this tells little.
    private const double Trusted = 0.3;

    /// <summary>Asks.</summary>
    /// <param name="scene">The trials.</param>
    /// <param name="paths">The parameters that vary in the chart; the others are held at the best trial that has these.</param>
    /// <param name="ask">The question.</param>
    public static async Task<(T? Answer, string Words)> AskAsync<T>(
        ChartScene scene,
        string[] paths,
        Func<ObjectiveModel, Assignment, T> ask
    )
        where T : class
    {
        var over = string.Join(" and ", paths);
        if (scene.BestWith(paths) is not { } best)
        {
            return (null, $"No model: no trial with a value has {over}.");
        }
        var skill = 0.0;
        var rows = 0;
        var (answer, why) = await scene
            .Insight.AskAsync(
                scene.Job,
                model =>
                {
                    (skill, rows) = (model.Skill, model.Rows);
                    return ask(model, best.Parameters);
                }
            )
            .ConfigureAwait(true);
        if (answer is null)
        {
            return (null, $"No model yet: {why}");
        }
        var trust =
            skill < Trusted
                ? " It ranks trials that it was not shown hardly better than chance, so do not trust it."
                : "";
        return (
            answer,
            FormattableString.Invariant(
                $"Expected by a Gaussian process of {rows:#,0} trials, the other parameters as in trial {best.Number}; its rank correlation with trials left out is {skill:0.00}.{trust}"
            )
        );
    }
}
