namespace Attune.Workspace.Catalog.Verification;

/// <summary>I1: each number 0 to N−1 of a study exists once, and each has ended when the study has.</summary>
internal sealed class NoLostTrial() : Invariant("I1", "no lost trial")
{
    private int _studies;
    private int _trials;
    private int _ended;

    protected override string Evidence =>
        $"{Number(_trials, "trial")} of {Number(_studies, "job")}, {_ended} ended";

    public override Task ExamineAsync(JobEvidence job, CancellationToken cancellationToken)
    {
        _studies++;
        var count = job.Accounts.Count == 0 ? 0 : job.Accounts.Keys.Max() + 1;
        for (var number = 0; number < count; number++)
        {
            var proposed = job.Accounts.TryGetValue(number, out var account) ? account.Proposed.Count : 0;
            if (proposed != 1)
            {
                Violated(job, number, $"proposed {Number(proposed, "time")}, must be once");
            }
            if (account is null)
            {
                continue;
            }
            _trials++;
            _ended += account.End is null ? 0 : 1;
            if (account.End is null && job.IsOver)
            {
                Violated(job, number, "has not ended although its study has");
            }
        }
        if (job.Record.IsOver && job.Study is not null && !job.IsOver)
        {
            Violated(job, null, $"the job is {job.Record.State}, but its study has not ended");
        }
        if (job.Record.State == JobState.Completed && job.Study is null)
        {
            Violated(job, null, "the job is Completed, but there is no study of its name");
        }
        return Task.CompletedTask;
    }
}
