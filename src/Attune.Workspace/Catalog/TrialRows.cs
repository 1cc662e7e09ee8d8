using System.Globalization;
using Attune.Studies;

namespace Attune.Workspace.Catalog;

/// <summary>The rows of a study's trials, made anew only for those that something happened to.</summary>
internal sealed class TrialRows(Study study, string job, JobFolder folder)
{
    private readonly List<TrialRow> _rows = [];
    private readonly Dictionary<int, List<TrialAttempt>> _earlier = [];
    private readonly HashSet<int> _touched = [];

    /// <summary>All rows, by number.</summary>
    public IReadOnlyList<TrialRow> All => _rows;

    /// <summary>Takes a change into the study, and notes whom it concerns.</summary>
    public void Apply(StudyChange change)
    {
        if (change is TrialRequeued again && again.Trial < study.View.Trials.Count)
        {
            KeepAttempt(study.View.Trials[again.Trial], again);
        }
        study.Apply(change);
        switch (change)
        {
            case TrialProposed proposed:
                _touched.Add(proposed.Trial);
                break;
            case TrialStarted started:
                _touched.Add(started.Trial);
                break;
            case TrialRequeued requeued:
                _touched.Add(requeued.Trial);
                break;
            case TrialStopAsked asked:
                _touched.Add(asked.Trial);
                break;
            case TrialEnded ended:
                _touched.Add(ended.Trial);
                break;
            case TrialHidden hidden:
                _touched.Add(hidden.Trial);
                break;
            case NoteWritten { Trial: { } number }:
                _touched.Add(number);
                break;
            case StudyAmended:
                _touched.UnionWith(
                    study
                        .View.Trials.Where(trial =>
                            trial.IsOutside != _rows.ElementAtOrDefault(trial.Number)?.IsOutside
                        )
                        .Select(trial => trial.Number)
                );
                break;
        }
    }

    /// <summary>Takes a value that a trial under way reported.</summary>
    public void Recall(Measurement point, int trial)
    {
        study.Recall(trial, point.Metric, point.Value);
        _touched.Add(trial);
    }

    /// <summary>Brings the rows up to date.</summary>
    public void Refresh()
    {
        foreach (var number in _touched.Order())
        {
            var row = Make(study.View.Trials[number]);
            if (number < _rows.Count)
            {
                _rows[number] = row;
            }
            else
            {
                _rows.Add(row);
            }
        }
        _touched.Clear();
    }

    private TrialRow Make(Trial trial) =>
        new()
        {
            Name = job + "_" + trial.Number.ToString(CultureInfo.InvariantCulture),
            Number = trial.Number,
            State = trial.State,
            Parameters = trial.Assignment,
            ProposedBecause = trial.Reason,
            ProposedBy = trial.ProposedBy,
            IsHidden = trial.IsHidden,
            IsOutside = trial.IsOutside,
            Note = trial.Note,
            Attempt = trial.Attempt,
            Value = study.Spec.Objectives.Count == 0 ? double.NaN : trial.Value,
            Values = study.Spec.Objectives.Count == 0 ? [] : trial.Values,
            Reason = ReasonOf(trial),
            Failure = trial.End?.Failure,
            ExitCode = trial.End?.ExitCode,
            Usage = trial.End?.Usage,
            ProposedAt = trial.ProposedAt,
            StartedAt = trial.StartedAt,
            EarlierAttempts = _earlier.TryGetValue(trial.Number, out var earlier)
                ? ValueList.From(earlier)
                : [],
            EndedAt = trial.EndedAt,
            Folder = folder.Trial(trial.Number),
            Log = folder.Log(trial.Number, trial.Attempt),
        };

    // Before the study takes the change: the trial still says when the attempt started, and ended.
    private void KeepAttempt(Trial trial, TrialRequeued requeued)
    {
        if (!_earlier.TryGetValue(trial.Number, out var attempts))
        {
            attempts = _earlier[trial.Number] = [];
        }
        attempts.Add(
            new TrialAttempt(
                trial.Attempt,
                trial.StartedAt ?? requeued.At,
                trial.EndedAt ?? requeued.At,
                requeued.Reason,
                requeued.Usage ?? trial.End?.Usage
            )
        );
    }

    private string? ReasonOf(Trial trial) =>
        trial.End is { } end ? end.Reason
        : trial.StopAsked is { } asked ? "stopping: " + asked.Reason
        : trial.State == TrialState.Waiting && _earlier.TryGetValue(trial.Number, out var earlier)
            ? "again: " + earlier[^1].Reason
        : null;
}
