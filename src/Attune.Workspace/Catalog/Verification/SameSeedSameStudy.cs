using Attune.Studies;

namespace Attune.Workspace.Catalog.Verification;

/// <summary>I6: asked again from the stored history alone, the sampler proposes what was recorded.</summary>
internal sealed class SameSeedSameStudy() : Invariant("I6", "same seed, same study")
{
    private int _proposals;

    protected override string Evidence => $"{Number(_proposals, "proposal")} made again from the history";

    public override Task ExamineAsync(JobEvidence job, CancellationToken cancellationToken)
    {
        if (job.Study is null)
        {
            return Task.CompletedTask;
        }
        try
        {
            Replay(job, job.Study.Spec, cancellationToken);
        }
        catch (Exception error) when (error is InvalidOperationException or InvalidSpecException)
        {
            Unknown($"'{job.Name}' could not be replayed: {error.Message}");
        }
        return Task.CompletedTask;
    }

    private void Replay(JobEvidence job, StudySpec spec, CancellationToken cancellationToken)
    {
        var study = new Study(spec);
        for (var i = 0; i < job.Changes.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Proposals that were asked for together name the same revision.
            if (job.Changes[i] is TrialProposed { By: null } first && first.BasedOn == i)
            {
                var together = job
                    .Changes.Skip(i)
                    .TakeWhile(change => change is TrialProposed { By: null } next && next.BasedOn == i)
                    .Count();
                Compare(job, study.Ask(together, first.At).Trials, i);
            }
            study.Apply(job.Changes[i]);
        }
    }

    private void Compare(JobEvidence job, IReadOnlyList<TrialProposed> again, int from)
    {
        for (
            var i = 0;
            from + i < job.Changes.Count
                && job.Changes[from + i] is TrialProposed { By: null } recorded
                && recorded.BasedOn == from;
            i++
        )
        {
            _proposals++;
            if (i >= again.Count)
            {
                Violated(
                    job,
                    recorded.Trial,
                    $"recorded {recorded.Assignment}; asked again, nothing is proposed"
                );
            }
            else if (!again[i].Assignment.Equals(recorded.Assignment))
            {
                Violated(
                    job,
                    recorded.Trial,
                    $"recorded {recorded.Assignment}; asked again, {again[i].Assignment}"
                );
            }
        }
    }
}
