using System.Text.Json;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Cli.Tuner;

/// <summary>One run of a driver: a study in memory that is asked and told.</summary>
internal sealed class TunerRun
{
    private const string Metric = "value";

    private readonly TunerSpace _space;
    private readonly Study _study;
    private readonly double _fullFidelity;
    private readonly TimeProvider _time;

    /// <exception cref="TunerException">The first line is wrong.</exception>
    public TunerRun(TunerMessage first, SamplerSpec sampler, ulong seed, TimeProvider time)
    {
        _time = time;
        _space = new TunerSpace(first.Space!);
        _fullFidelity = first.Fidelity?.High ?? double.PositiveInfinity;
        var spec = new StudySpec
        {
            Space = _space.Space,
            Objectives = [new Objective(Metric, GoalOf(first.Direction))],
            Sampler = sampler,
            Seed = first.Seed is { } own ? unchecked((ulong)own) : seed,
        };
        try
        {
            _study = new Study(spec);
        }
        catch (InvalidSpecException error)
        {
            throw new TunerException(
                string.Join(" ", error.Problems.Select(problem => problem.Message).Distinct())
            );
        }
    }

    /// <summary>Writes exactly <paramref name="count"/> trials.</summary>
    public void Ask(int count, Utf8JsonWriter writer)
    {
        if (count < 1)
        {
            throw new TunerException($"ask for at least one trial, not {count}.");
        }
        writer.WriteStartArray("trials"u8);
        var now = _time.GetUtcNow();
        var asked = _study.Ask(count, now).Trials;
        foreach (var trial in asked)
        {
            Start(trial, writer);
        }
        for (var i = asked.Count; i < count; i++)
        {
            Start(Again(now), writer);
        }
        writer.WriteEndArray();
    }

    /// <summary>Takes the result of a trial that was asked for.</summary>
    public void Tell(TunerResult result)
    {
        var known = result.Id.ValueKind == JsonValueKind.Number && result.Id.TryGetInt32(out _);
        var number = known ? result.Id.GetInt32() : -1;
        if (number < 0 || number >= _study.View.Trials.Count)
        {
            var id = result.Id.ValueKind == JsonValueKind.Undefined ? "none" : result.Id.GetRawText();
            throw new TunerException($"There is no trial with the id {id}.");
        }
        if (_study.View.Trials[number].HasEnded)
        {
            throw new TunerException($"The trial {number} has been told already.");
        }
        End(number, result);
    }

    /// <summary>Takes results from elsewhere; all of them, or none when one is wrong.</summary>
    public void Add(IReadOnlyList<TunerResult> results)
    {
        var assignments = results
            .Select(result =>
                _space.Read(result.Params ?? throw new TunerException("A result from elsewhere has params."))
            )
            .ToList();
        var now = _time.GetUtcNow();
        for (var i = 0; i < results.Count; i++)
        {
            var trial = Propose(assignments[i], "added: a result from elsewhere", now);
            Start(trial);
            End(trial.Trial, results[i]);
        }
    }

    private void Start(TrialProposed trial, Utf8JsonWriter writer)
    {
        Start(trial);
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, trial.Trial);
        writer.WritePropertyName("params"u8);
        _space.Write(writer, trial.Assignment);
        writer.WriteString("reason"u8, trial.Reason);
        writer.WriteEndObject();
    }

    private void Start(TrialProposed trial)
    {
        _study.Apply(trial);
        _study.Apply(new TrialStarted(trial.Trial, 1) { At = trial.At });
    }

    // A result below the full fidelity stands as that of a trial that was stopped early.
    private void End(int number, TunerResult result)
    {
        if (result.Value is { } value)
        {
            _study.Report(number, Metric, value);
        }
        var state = result.Fidelity < _fullFidelity ? TrialState.StoppedEarly : TrialState.Completed;
        var end = _study.EndOf(number, state, "told");
        _study.Apply(new TrialEnded(number, end) { At = _time.GetUtcNow() });
    }

    // The protocol wants as many trials as were asked for, of a small space too.
    private TrialProposed Again(DateTimeOffset now)
    {
        var trials = _study.View.Trials;
        var trial = _study.View.Best ?? trials[trials.Count % _study.View.DifferentAssignments];
        return Propose(trial.Assignment, "everything has been tried: once more", now);
    }

    private TrialProposed Propose(Assignment assignment, string reason, DateTimeOffset now) =>
        new(_study.View.Trials.Count, assignment, _study.View.Revision, reason) { At = now };

    private static Goal GoalOf(string? direction) =>
        direction switch
        {
            "minimize" => Goal.Minimize,
            "maximize" => Goal.Maximize,
            _ => throw new TunerException("direction is minimize or maximize."),
        };
}
