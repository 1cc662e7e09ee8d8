using Attune.Studio.Live;
using Attune.Studio.SignIn;
using Attune.Workspace.Sweeps.Steering;

namespace Attune.Studio.Pages.Sweep.Steering;

/// <summary>How the person who looks steers a sweep.</summary>
internal sealed class SteeringDesk(Acts acts)
{
    /// <summary>Changes a sweep that has begun.</summary>
    /// <param name="job">The sweep.</param>
    /// <param name="set">What is to be changed, as for <c>--set</c>.</param>
    /// <param name="reason">Why; may be empty.</param>
    public Task<Answer> AmendAsync(string job, IReadOnlyList<string> set, string? reason) =>
        DoAsync(
            "update",
            job,
            job,
            by => new AmendAct
            {
                By = by,
                Reason = Said(reason),
                Set = set,
            }
        );

    /// <summary>Has a trial that ended without completing run again.</summary>
    public Task<Answer> RequeueAsync(string job, int trial, string? reason) =>
        DoAsync(
            "requeue",
            job,
            Name(job, trial),
            by => new RequeueAct
            {
                By = by,
                Reason = Said(reason),
                Trial = trial,
            }
        );

    /// <summary>Adds a copy of a trial with other values.</summary>
    public Task<Answer> CloneAsync(string job, int trial, IReadOnlyList<string> set, string? reason) =>
        DoAsync(
            "clone",
            job,
            Name(job, trial),
            by => new EnqueueAct
            {
                By = by,
                Reason = Said(reason),
                Like = trial,
                Set = set,
            }
        );

    /// <summary>Takes a trial out of sight, or shows it again.</summary>
    public Task<Answer> HideAsync(string job, int trial, bool hidden, string? reason) =>
        DoAsync(
            hidden ? "hide" : "unhide",
            job,
            Name(job, trial),
            by => new HideAct
            {
                By = by,
                Reason = Said(reason),
                Trial = trial,
                Hidden = hidden,
            }
        );

    /// <summary>Writes a note about a job, or about one of its trials.</summary>
    public Task<Answer> NoteAsync(string job, int? trial, string text) =>
        DoAsync(
            "note",
            job,
            trial is { } number ? Name(job, number) : job,
            by => new NoteAct
            {
                By = by,
                Trial = trial,
                Text = text,
            }
        );

    private async Task<Answer> DoAsync(string what, string job, string on, Func<string, StudyAct> act)
    {
        Steered? steered = null;
        IReadOnlyList<Problem> problems = [];
        var refusal = await acts.DoAsync(
            Role.Contributor,
            what,
            on,
            async (host, person) =>
            {
                try
                {
                    steered = await host.SteerAsync(job, act(person.Name), CancellationToken.None);
                }
                catch (InvalidSpecException error)
                {
                    problems = error.Problems;
                    throw;
                }
            }
        );
        return new Answer(steered, refusal, problems);
    }

    private static string? Said(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();

    private static string Name(string job, int trial) => FormattableString.Invariant($"{job}_{trial}");
}

/// <summary>What became of an act.</summary>
/// <param name="Steered">What was done; null when it was refused.</param>
/// <param name="Refusal">Why not, as a sentence; null when it was done.</param>
/// <param name="Problems">What is wrong with what was written, each with its place.</param>
internal sealed record Answer(Steered? Steered, string? Refusal, IReadOnlyList<Problem> Problems)
{
    /// <summary>The refusal, unless the problems say it.</summary>
    public string? Sentence => Problems.Count > 0 ? null : Refusal;

    /// <summary>The problems that no field of a form shows.</summary>
    public IEnumerable<Problem> Besides(IEnumerable<string> paths) =>
        Problems.Where(problem => !paths.Contains(problem.Path, StringComparer.Ordinal));
}
