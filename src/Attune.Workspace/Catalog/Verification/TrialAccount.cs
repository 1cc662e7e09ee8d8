using Attune.Studies;

namespace Attune.Workspace.Catalog.Verification;

/// <summary>What a history says of one trial, taken down without judging whether it makes sense.</summary>
internal sealed class TrialAccount
{
    public List<TrialProposed> Proposed { get; } = [];
    public List<TrialStarted> Started { get; } = [];
    public List<TrialEnded> Ended { get; } = [];

    /// <summary>The newest attempt that was started; 0 before the first.</summary>
    public int Attempt => Started.Count == 0 ? 0 : Started.Max(started => started.Attempt);

    /// <summary>How it ended first: the only end that no person took back, unless the history is broken.</summary>
    public TrialEnd? End => Ended.FirstOrDefault()?.End;

    public static Dictionary<int, TrialAccount> Of(IReadOnlyList<StudyChange> changes)
    {
        var accounts = new Dictionary<int, TrialAccount>();
        foreach (var change in changes)
        {
            switch (change)
            {
                case TrialProposed proposed:
                    Find(proposed.Trial).Proposed.Add(proposed);
                    break;
                case TrialStarted started:
                    Find(started.Trial).Started.Add(started);
                    break;
                case TrialEnded ended:
                    Find(ended.Trial).Ended.Add(ended);
                    break;
                case TrialRequeued { By: not null } again:
                    Find(again.Trial).Ended.Clear();
                    break;
                case TrialRequeued requeued:
                    _ = Find(requeued.Trial);
                    break;
                case TrialStopAsked asked:
                    _ = Find(asked.Trial);
                    break;
            }
        }
        return accounts;

        TrialAccount Find(int trial)
        {
            if (!accounts.TryGetValue(trial, out var account))
            {
                accounts[trial] = account = new TrialAccount();
            }
            return account;
        }
    }
}
