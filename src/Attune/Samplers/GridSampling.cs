using Attune.Numerics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Samplers;

/// <summary>Tries every combination once, in declaration order, the last parameter fastest; the space must be countable.</summary>
public sealed record GridSampling : SamplerSpec
{
    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(SearchSpace space, string path)
    {
        foreach (var parameter in space.Parameters)
        {
            if (parameter.Distribution.Count is null)
            {
                yield return new Problem(
                    path,
                    $"Grid sampling needs a list of values for '{parameter.Path}', which varies continuously.",
                    "Use choice, or a range with a step; or another sampler."
                );
            }
        }
        if (
            space.Count is null
            && space.Parameters.All(parameter => parameter.Distribution.Count is not null)
        )
        {
            yield return new Problem(
                path,
                "The grid has more than 2^53 combinations.",
                "Use random or sobol."
            );
        }
    }

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space) => new GridSampler(space);
}

/// <summary>Walks the grid past what has been tried; what it remembers is only how far the tried part reaches.</summary>
internal sealed class GridSampler(SearchSpace space) : ISampler
{
    private readonly long _size = space.Count ?? 0;
    private long _done;

    public IReadOnlyList<Proposal> Propose(StudyView study, int count, RandomStreams streams)
    {
        var proposals = new List<Proposal>(count);
        var settled = true;
        for (var index = _done; index < _size && proposals.Count < count; index++)
        {
            var assignment = space.At(index);
            var forbidden = space.IsForbidden(assignment);
            var tried = study.FirstTrialOf(assignment);
            if (!forbidden && tried < 0)
            {
                proposals.Add(
                    new Proposal.New(
                        assignment,
                        FormattableString.Invariant($"grid combination {index + 1} of {_size}")
                    )
                );
            }
            // Only what the history holds for good moves the mark: a proposal may never become a trial.
            settled &= forbidden || (tried >= 0 && tried < study.Settled);
            _done = settled ? index + 1 : _done;
        }
        if (proposals.Count < count)
        {
            proposals.Add(new Proposal.Exhausted(SpaceExhausted.Reason(space)));
        }
        return proposals;
    }
}

/// <summary>The sentence for a space without anything left to try.</summary>
internal static class SpaceExhausted
{
    public static string Reason(SearchSpace space) =>
        space.Parameters.Count == 0 ? "the space has no parameters, and its one trial has been proposed"
        : space.Forbidden.Count > 0
            ? FormattableString.Invariant(
                $"all of the {space.Count} combinations that are allowed have been tried"
            )
        : FormattableString.Invariant($"all {space.Count} combinations have been tried");
}
