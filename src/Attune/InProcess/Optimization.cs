using Attune.Studies;

namespace Attune;

/// <summary>Optimises a C# delegate: nothing else is needed to tune what runs in this process.</summary>
/// <example><code>
/// var result = await Optimization.RunAsync(
///     new StudySpec
///     {
///         Space = SearchSpace.Build(s => s.LogFloat("lr", 1e-4, 1).Int("trees", 10, 200)),
///         Objectives = [Objective.Maximize("AUC")],
///         MaxTrials = 50,
///     },
///     async (t, ct) => await TrainAsync(t.Double("lr"), t.Int("trees"), ct));
/// Console.WriteLine($"{result.Best?.Value} with {result.Best?.Assignment}");
/// </code></example>
public static class Optimization
{
    /// <summary>Runs a study whose trials are calls of <paramref name="evaluate"/>, which returns the primary objective's value.</summary>
    /// <remarks>
    /// The returned value is reported as the primary metric, unless it is the last one reported anyway. An exception fails its trial
    /// (<see cref="FailureKind.Exception"/>), not the study; an <see cref="OperationCanceledException"/> ends it as canceled. When
    /// <paramref name="cancellationToken"/> is canceled, running delegates are canceled and awaited, and a later run of the same study in
    /// the same store tries them again. Delegates run on the thread pool.
    /// </remarks>
    /// <param name="spec">What the study is to do.</param>
    /// <param name="evaluate">Evaluates one trial; several at once when <see cref="OptimizationOptions.Parallelism"/> says so.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellationToken">Interrupts the run.</param>
    /// <exception cref="InvalidSpecException">The specification has errors; all are named.</exception>
    /// <exception cref="InvalidOperationException">The store has a study of this name with another specification.</exception>
    /// <exception cref="OperationCanceledException">The run was canceled.</exception>
    public static async Task<OptimizationResult> RunAsync(
        StudySpec spec,
        Func<TrialContext, CancellationToken, Task<double>> evaluate,
        OptimizationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(evaluate);
        options ??= new OptimizationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallelism, 1, nameof(options));
        using var run = await OptimizationRun
            .OpenAsync(
                spec,
                async (trial, token) => await evaluate(trial, token).ConfigureAwait(false),
                options,
                cancellationToken
            )
            .ConfigureAwait(false);
        return await run.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a study whose trials report their metrics themselves, by <see cref="TrialContext.ReportAsync"/>.</summary>
    /// <inheritdoc cref="RunAsync(StudySpec, Func{TrialContext, CancellationToken, Task{double}}, OptimizationOptions?, CancellationToken)"/>
    public static async Task<OptimizationResult> RunAsync(
        StudySpec spec,
        Func<TrialContext, CancellationToken, Task> evaluate,
        OptimizationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(evaluate);
        options ??= new OptimizationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallelism, 1, nameof(options));
        using var run = await OptimizationRun
            .OpenAsync(
                spec,
                async (trial, token) =>
                {
                    await evaluate(trial, token).ConfigureAwait(false);
                    return null;
                },
                options,
                cancellationToken
            )
            .ConfigureAwait(false);
        return await run.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a study over a plain function: <c>t => Loss(t.Double("x"))</c>.</summary>
    /// <inheritdoc cref="RunAsync(StudySpec, Func{TrialContext, CancellationToken, Task{double}}, OptimizationOptions?, CancellationToken)"/>
    public static Task<OptimizationResult> RunAsync(
        StudySpec spec,
        Func<TrialContext, double> evaluate,
        OptimizationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(evaluate);
        return RunAsync(spec, (trial, _) => Task.FromResult(evaluate(trial)), options, cancellationToken);
    }
}
