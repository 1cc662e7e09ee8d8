using Attune.Importance;
using Attune.Samplers;
using Attune.Studies;

namespace Attune.Studio.Live;

/// <summary>What one page learns from a job's trials: which parameters matter, and a model of the objective. Not learnt anew for each trial of a live sweep, but
/// when a tenth more have ended. Thread-safe.</summary>
public sealed class Insight
{
    private readonly Lock _one = new();
    private (int Ended, bool Over, IReadOnlySet<int>? Within, Importances Found)? _importances;
    private (int Ended, bool Over, ObjectiveModel? Model, string Why)? _model;

    /// <summary>Which parameters matter for the primary objective.</summary>
    /// <param name="job">The job, with an objective.</param>
    /// <param name="within">Among these trials; null for all.</param>
    public Task<Importances> ImportancesAsync(JobSnapshot job, IReadOnlySet<int>? within) =>
        OneAsync(() =>
        {
            var ended = Ended(job);
            if (
                _importances is not { } known
                || !Same(known.Within, within)
                || IsOld(known.Ended, known.Over, ended, job)
            )
            {
                var outcomes = Outcomes(job, within);
                known = (
                    ended,
                    job.Job.IsOver,
                    within,
                    Importances.Of(job.Spec!.Space, outcomes, job.Objective!.Goal)
                );
                _importances = known;
            }
            return known.Found;
        });

    /// <summary>Asks a model of the primary objective, made of all trials that have ended.</summary>
    /// <param name="job">The job, with an objective.</param>
    /// <param name="ask">Called with the model, by one at a time.</param>
    /// <returns>The answer; or why there is no model, as a sentence.</returns>
    public Task<(T? Answer, string? Why)> AskAsync<T>(JobSnapshot job, Func<ObjectiveModel, T> ask)
        where T : class =>
        OneAsync<(T?, string?)>(() =>
        {
            var ended = Ended(job);
            if (_model is not { } known || IsOld(known.Ended, known.Over, ended, job))
            {
                ObjectiveModel.TryFit(
                    job.Spec!.Space,
                    Outcomes(job, null),
                    job.Objective!.Goal,
                    out var model,
                    out var why
                );
                _model = known = (ended, job.Job.IsOver, model, why ?? "");
            }
            return known.Model is { } found ? (ask(found), null) : (null, known.Why);
        });

    private static int Ended(JobSnapshot job) => job.Trials.Count(trial => trial.HasEnded);

    private static bool IsOld(int known, bool over, int ended, JobSnapshot job) =>
        ended - known > known / 10 || (job.Job.IsOver && !over) || ended < known;

    private static bool Same(IReadOnlySet<int>? left, IReadOnlySet<int>? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && left.SetEquals(right));

    private static List<Outcome> Outcomes(JobSnapshot job, IReadOnlySet<int>? within) =>
        [
            .. job
                .Trials.Where(trial =>
                    trial.HasEnded
                    && trial.State is not (TrialState.Canceled or TrialState.Lost)
                    && within?.Contains(trial.Number) != false
                )
                .Select(trial => new Outcome(trial.Parameters, trial.IsUsable ? trial.Value : double.NaN)),
        ];

    // Off the page's own thread: a second of arithmetic must not hold its clicks.
    private Task<T> OneAsync<T>(Func<T> work) =>
        Task.Run(() =>
        {
            lock (_one)
            {
                return work();
            }
        });
}
