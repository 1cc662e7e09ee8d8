using Attune.Numerics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune;

/// <summary>A trial as its delegate sees it: the values to try, and the way to report. Thread-safe.</summary>
public sealed class TrialContext
{
    private readonly OptimizationRun _run;
    private readonly CancellationTokenSource _stop;
    private volatile string? _stopReason;
    private long _steps = -1;

    internal TrialContext(OptimizationRun run, Trial trial, ulong seed, CancellationToken cancellationToken)
    {
        _run = run;
        (Number, Attempt, Assignment) = (trial.Number, trial.Attempt, trial.Assignment);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Random = new RandomStreams(seed).For(trial.Number, "delegate");
    }

    /// <summary>The trial's number, from 0.</summary>
    public int Number { get; }

    /// <summary>The attempt, from 1; above 1 after an interruption.</summary>
    public int Attempt { get; }

    /// <summary>The values to try.</summary>
    public Assignment Assignment { get; }

    /// <summary>Random numbers of this trial's own: the same in every attempt. For one thread at a time.</summary>
    public RandomStream Random { get; }

    /// <summary>Whether the trial should end now: return from the delegate, with the value so far or without.</summary>
    public bool ShouldStop => _stopReason is not null || _stop.IsCancellationRequested;

    /// <summary>Why it should stop; null while it should not, and when the whole run was canceled.</summary>
    public string? StopReason => _stopReason;

    /// <summary>Canceled when <see cref="ShouldStop"/> becomes true, for code that takes a token.</summary>
    public CancellationToken StopToken => _stop.Token;

    /// <summary>The value at this path.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter, or it is not active in this trial.</exception>
    public ParameterValue this[string path] =>
        Assignment.Find(path)
        ?? throw new KeyNotFoundException(
            $"'{path}' is not a parameter of this trial; {Suggestion.For(path, Assignment.Names) ?? "it has " + string.Join(", ", Assignment.Names)}"
        );

    /// <summary>Whether the parameter at this path is active: those of branches are only when their option was chosen.</summary>
    public bool Has(string path) => Assignment.Find(path) is not null;

    /// <summary>A number.</summary>
    public double Double(string path) => this[path].AsDouble();

    /// <summary>An integer; also a float without a fraction.</summary>
    public int Int(string path) => checked((int)Long(path));

    /// <summary>An integer; also a float without a fraction.</summary>
    public long Long(string path)
    {
        var value = this[path];
        return value.Kind == ValueKind.Float && double.IsInteger(value.AsDouble())
            ? checked((long)value.AsDouble())
            : value.AsInteger();
    }

    /// <summary>The value as a text.</summary>
    public string Text(string path) => this[path].ToString();

    /// <summary>A boolean.</summary>
    public bool Bool(string path) => this[path].AsBoolean();

    /// <summary>Reports a value of a metric. It is kept for good when the task is done; then <see cref="ShouldStop"/> says what the policy thinks.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="value">The value; NaN and infinities are kept but never best.</param>
    /// <param name="step">The step; by default the number of this trial's reports so far.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public Task ReportAsync(
        string metric,
        double value,
        long? step = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        var next = Interlocked.Increment(ref _steps);
        return _run.ReportAsync(this, metric, value, step ?? next, cancellationToken);
    }

    internal void Stop(string reason)
    {
        _stopReason ??= reason;
        // Not awaited: what is registered on the token is the delegate's own, and must not hold up the study.
        _ = _stop.CancelAsync();
    }

    internal void Close() => _stop.Dispose();
}
