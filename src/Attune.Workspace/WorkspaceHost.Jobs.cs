using System.Globalization;
using Attune.Jobs;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Sweeps;
using Attune.Workspace.Sweeps.Steering;

namespace Attune.Workspace;

/// <content>What is done with the workspace's jobs and their trials.</content>
public sealed partial class WorkspaceHost
{
    /// <summary>Takes a job in and queues it; an unfinished one from the same file goes on instead.</summary>
    /// <exception cref="InvalidSpecException">Its name is taken, or its code cannot be had.</exception>
    /// <exception cref="HostClosingException">No more jobs are taken here.</exception>
    public async Task<SubmittedJob> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        _queue.RequireOpen();
        var submitted = await _desk.SubmitAsync(submission, cancellationToken).ConfigureAwait(false);
        _queue.Enqueue(submitted.Job.Name);
        return submitted;
    }

    /// <summary>The job once it is over or interrupted; at once when it is neither queued nor running.</summary>
    public Task<JobRecord> WaitAsync(string name, CancellationToken cancellationToken) =>
        _queue.WaitAsync(name, cancellationToken);

    /// <summary>The job, or null when there is none of that name.</summary>
    public Task<JobRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        _desk.Jobs.FindAsync(name, cancellationToken);

    /// <summary>Queues a job that was taken in earlier: one that waits, was interrupted, or has ended and is to go on.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public async Task<JobRecord> ResumeAsync(string name, CancellationToken cancellationToken)
    {
        var job = await _desk.Jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (!_queue.Holds(name))
        {
            job = await _desk.ReopenAsync(name, cancellationToken).ConfigureAwait(false);
            _queue.Enqueue(name);
        }
        return job;
    }

    /// <summary>Goes on with the jobs of every workspace that an earlier host left in the middle because it was killed. Those that a person interrupted wait for <see cref="ResumeAsync"/>.</summary>
    /// <returns>Their names, the oldest first.</returns>
    public async Task<IReadOnlyList<string>> TakeUpAsync(CancellationToken cancellationToken)
    {
        var taken = new List<string>();
        foreach (var workspace in await _held.Workspaces.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            var jobs = await new JobDocuments(_held.Database.Documents, workspace.Name)
                .ListAsync(cancellationToken)
                .ConfigureAwait(false);
            foreach (
                var job in jobs.Where(job =>
                        job.State is JobState.Queued or JobState.Preparing or JobState.Running
                    )
                    .OrderBy(job => job.CreatedAt)
            )
            {
                var host = await OfAsync(workspace.Name, cancellationToken).ConfigureAwait(false);
                if (!host.Holds(job.Name))
                {
                    await host.ResumeAsync(job.Name, cancellationToken).ConfigureAwait(false);
                    taken.Add(job.Name);
                }
            }
        }
        return taken;
    }

    /// <summary>Cancels a job, wherever it stands, or a single trial of a running one; one that is over stays as it is.</summary>
    /// <returns>The job; of a trial, the one that it belongs to.</returns>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    /// <exception cref="JobStateException">It is a trial's name, and that trial does not run.</exception>
    public async Task<JobRecord> CancelAsync(string name, string reason, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } job)
        {
            return await CancelTrialAsync(name, reason, cancellationToken).ConfigureAwait(false);
        }
        if (job.IsOver || await _queue.CancelAsync(name, reason, cancellationToken).ConfigureAwait(false))
        {
            return await _desk.Jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        }
        // Interrupted: its trials may still run. Take them up again, to end them.
        _queue.Enqueue(name, new RunnerEvent.Cancel(reason));
        return await _queue.WaitAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a trial again as a job of its own: its code as it was then, its values.</summary>
    /// <param name="trial">The trial's name; a command job's own name will do.</param>
    /// <param name="cancellationToken">Gives up before the job is taken in.</param>
    /// <exception cref="KeyNotFoundException">There is no such trial.</exception>
    public async Task<SubmittedJob> RerunAsync(string trial, CancellationToken cancellationToken)
    {
        var (job, number) = await TrialAsync(trial, cancellationToken).ConfigureAwait(false);
        var study = await _desk.ReadStudyAsync(job, cancellationToken).ConfigureAwait(false);
        if (study is null || number >= study.Trials.Count)
        {
            throw new KeyNotFoundException($"There is no trial '{trial}'.");
        }
        var submission = TrialRerun.Of(job, new JobFolder(Home, job), study.Trials[number]);
        return await SubmitAsync(submission, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Steers a sweep: changes its limits and ranges, requeues, adds, hides or annotates trials. It is written down by the sweep's one
    /// arbiter and holds after a restart too; an ended sweep goes on where that gives it something to do.</summary>
    /// <param name="name">The job.</param>
    /// <param name="act">What is wanted.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; what was asked of a running sweep happens all the same.</param>
    /// <exception cref="InvalidSpecException">It is asked for wrongly; all problems at once.</exception>
    /// <exception cref="JobStateException">It cannot be done as the sweep or trial stands.</exception>
    /// <exception cref="KeyNotFoundException">There is no such job or trial.</exception>
    public async Task<Steered> SteerAsync(string name, StudyAct act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        var job = await _desk.Jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        var steered = await _queue.SteerAsync(job, act, cancellationToken).ConfigureAwait(false);
        return act is AmendAct amend
            ? steered with
            {
                Job = await DescribeAsync(steered.Job, amend, job, cancellationToken).ConfigureAwait(false),
            }
            : steered;
    }

    /// <summary>The job and number that a trial's name means; a command job's own name means its one trial.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public async Task<(string Job, int Number)> FindTrialAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        var (job, number) = await TrialAsync(name, cancellationToken).ConfigureAwait(false);
        return (job.Name, number);
    }

    // What is said about a job is no part of its study, and yet it comes by the same --set.
    private async Task<JobRecord> DescribeAsync(
        JobRecord job,
        AmendAct act,
        JobRecord before,
        CancellationToken cancellationToken
    )
    {
        var study = await _desk.ReadStudyAsync(job, cancellationToken).ConfigureAwait(false);
        var now = AmendAct.Now(before, study!);
        return
            act.Read(now).After is { } asked
            && SweepAmendment.Parts(now, asked).Any(SweepAmendment.IsDescription)
            ? await DescribeAsync(
                    job.Name,
                    current =>
                        current with
                        {
                            DisplayName = asked.DisplayName,
                            Description = asked.Description,
                            Tags = asked.Tags,
                            Properties = asked.Properties,
                        },
                    cancellationToken
                )
                .ConfigureAwait(false)
            : job;
    }

    /// <summary>Hides a job from lists, or shows it again.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobRecord> ArchiveAsync(string name, bool archived, CancellationToken cancellationToken) =>
        _archive.SetAsync(name, archived, cancellationToken);

    /// <summary>Changes what is said about a job: names for people, descriptions, labels. What it does stays as it was submitted.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobRecord> DescribeAsync(
        string name,
        Func<Job, Job> change,
        CancellationToken cancellationToken
    ) => _desk.Jobs.ChangeAsync(name, record => record with { Job = change(record.Job) }, cancellationToken);

    /// <summary>Why a job that is queued does not run yet; null when it runs, or is not queued here.</summary>
    public string? WhyQueued(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.State == JobState.Queued && _queue.Current is { } other && other != job.Name
            ? $"waits for '{other}' to end: jobs run one after the other"
            : null;
    }

    /// <summary>Deletes a job that is over or interrupted, with its runs, metrics and files.</summary>
    /// <returns>The job as it was.</returns>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    /// <exception cref="JobStateException">It is queued or running, or its trials still run.</exception>
    public async Task<JobRecord> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var job = await _desk.Jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (job.IsOver && Holds(name) && (_queue.Current ?? name) == name)
        {
            // Its end is written down; the queue lets go of it in a moment.
            await _queue.WaitAsync(name, cancellationToken).ConfigureAwait(false);
        }
        if (job.IsOver && Holds(name))
        {
            throw new JobStateException(
                $"'{name}' is {job.State.ToString().ToLowerInvariant()}, and still stands in the queue behind '{_queue.Current}'; delete it when that has ended."
            );
        }
        if (Holds(name) || (!job.IsOver && HasRunningTrials()))
        {
            throw new JobStateException(
                $"'{name}' is {job.State.ToString().ToLowerInvariant()}; cancel it first: attune job cancel {name}"
            );
        }
        return await _archive.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a job is queued or running here.</summary>
    public bool Holds(string name) => _queue.Holds(name);

    /// <summary>Stops one running trial of a running job; false when it runs nowhere here.</summary>
    public bool StopTrial(string job, int trial, string reason) => _queue.StopTrial(job, trial, reason);

    private async Task<JobRecord> CancelTrialAsync(
        string trial,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var (job, number) = await TrialAsync(trial, cancellationToken).ConfigureAwait(false);
        var study = await _desk.ReadStudyAsync(job, cancellationToken).ConfigureAwait(false);
        if (study is null || number >= study.Trials.Count)
        {
            throw new KeyNotFoundException($"There is no trial '{trial}'.");
        }
        if (study.Trials[number].State is var state && state.IsTerminal())
        {
            throw new JobStateException($"'{trial}' is over already: {state}.");
        }
        return StopTrial(job.Name, number, reason)
            ? job
            : throw new JobStateException(
                $"'{trial}' cannot be stopped: its job '{job.Name}' is {job.State.ToString().ToLowerInvariant()}."
            );
    }

    private async Task<(JobRecord Job, int Number)> TrialAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { Job: CommandJob } command)
        {
            return (command, 0);
        }
        var line = name.LastIndexOf('_');
        return
            line > 0
            && int.TryParse(
                name.AsSpan(line + 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            && await FindAsync(name[..line], cancellationToken).ConfigureAwait(false) is { } job
            ? (job, number)
            : throw new KeyNotFoundException($"There is no job or trial '{name}'.");
    }
}
