using Attune.Studies;

namespace Attune.Workspace.Catalog.Verification;

/// <summary>I5: only allowed moves, a terminal state never changes unless a person takes it back, and every move is recorded with when and why.</summary>
internal sealed class MonotoneStates() : Invariant("I5", "monotone states")
{
    private long _moves;

    protected override string Evidence => $"{Number(_moves, "recorded move")}";

    public override Task ExamineAsync(JobEvidence job, CancellationToken cancellationToken)
    {
        var states = new Dictionary<int, TrialState>();
        var study = StudyState.Active;
        foreach (var change in job.Changes)
        {
            _moves++;
            if (change.At == default)
            {
                Violated(job, null, $"a change of kind {change.GetType().Name} has no time");
            }
            if (
                study != StudyState.Active
                && change is not (StudyResumed or StudyAmended or TrialHidden or NoteWritten)
            )
            {
                Violated(job, NumberOf(change), $"{change.GetType().Name} after the study became {study}");
            }
            switch (change)
            {
                case TrialProposed proposed:
                    states[proposed.Trial] = TrialState.Waiting;
                    break;
                case TrialStarted started:
                    Move(started.Trial, TrialState.Running, TrialState.Waiting);
                    break;
                case TrialRequeued { By: not null } again:
                    Move(
                        again.Trial,
                        TrialState.Waiting,
                        TrialState.Failed,
                        TrialState.TimedOut,
                        TrialState.Canceled,
                        TrialState.Lost,
                        TrialState.StoppedEarly
                    );
                    Reason(again.Trial, again.Reason, "was asked for again");
                    break;
                case TrialRequeued requeued:
                    Move(requeued.Trial, TrialState.Waiting, TrialState.Running);
                    Reason(requeued.Trial, requeued.Reason, "was put back");
                    break;
                case TrialStopAsked asked:
                    Reason(asked.Trial, asked.Reason, "was asked to stop");
                    break;
                case TrialEnded { End.State: TrialState.Completed } ended:
                    Move(ended.Trial, TrialState.Completed, TrialState.Running);
                    break;
                case TrialEnded ended:
                    Move(ended.Trial, ended.End.State, TrialState.Waiting, TrialState.Running);
                    if (!ended.End.State.IsTerminal())
                    {
                        Violated(job, ended.Trial, $"ended as {ended.End.State}, which is no end");
                    }
                    break;
                case StudyEnded ended:
                    study = ended.State;
                    break;
                case StudyResumed:
                    study = StudyState.Active;
                    break;
            }
        }
        Record(job, study);
        return Task.CompletedTask;

        void Move(int trial, TrialState to, params ReadOnlySpan<TrialState> from)
        {
            var known = states.TryGetValue(trial, out var state);
            if (!known || !from.Contains(state))
            {
                Violated(job, trial, $"went from {(known ? state : "nowhere")} to {to}");
            }
            states[trial] = to;
        }

        void Reason(int trial, string reason, string what)
        {
            if (string.IsNullOrWhiteSpace(reason))
            {
                Violated(job, trial, $"{what} without a reason");
            }
        }
    }

    private void Record(JobEvidence job, StudyState study)
    {
        if (job.Study is not null && job.Study.Revision == job.Changes.Count && job.Study.State != study)
        {
            Violated(job, null, $"the study's row says {job.Study.State}, its changes say {study}");
        }
        JobState? expected = study switch
        {
            StudyState.Completed => JobState.Completed,
            StudyState.Failed => JobState.Failed,
            StudyState.Canceled => JobState.Canceled,
            _ => null,
        };
        if (job.Record.IsOver && expected is not null && job.Record.State != expected)
        {
            Violated(job, null, $"the job is {job.Record.State}, but its study ended as {study}");
        }
        if (job.Record.IsOver && job.Record.EndedAt is null)
        {
            Violated(job, null, $"the job is {job.Record.State}, but nothing says when it ended");
        }
    }

    private static int? NumberOf(StudyChange change) =>
        change switch
        {
            TrialProposed proposed => proposed.Trial,
            TrialStarted started => started.Trial,
            TrialRequeued requeued => requeued.Trial,
            TrialStopAsked asked => asked.Trial,
            TrialEnded ended => ended.Trial,
            _ => null,
        };
}
