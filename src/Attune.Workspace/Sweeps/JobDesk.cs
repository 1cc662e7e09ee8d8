using System.Security.Cryptography;
using System.Text;
using Attune.Jobs;
using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;
using Attune.Workspace.Sweeps.Steering;

namespace Attune.Workspace.Sweeps;

/// <summary>Takes jobs in: names them, snapshots their code, writes them down; and knows an unfinished one again.</summary>
internal sealed class JobDesk(Home home, string workspace, AttuneDatabase database, TimeProvider time)
{
    private readonly JobDocuments _jobs = new(database.Documents, workspace);

    /// <summary>The jobs.</summary>
    public JobDocuments Jobs => _jobs;

    /// <summary>Takes a job in, or finds the unfinished one that came from the same file with the same content.</summary>
    /// <exception cref="InvalidSpecException">Its name is taken, or its code cannot be had.</exception>
    public async Task<SubmittedJob> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        var digest = DigestOf(submission.Job);
        var named = submission.Name ?? submission.Job.Name;
        if (
            !submission.IsNew
            && await UnfinishedAsync(submission, digest, named, cancellationToken).ConfigureAwait(false)
                is { } found
        )
        {
            var continued = await _jobs
                .ChangeAsync(
                    found.Name,
                    job => job with { MaxConcurrent = submission.MaxConcurrent ?? job.MaxConcurrent },
                    cancellationToken
                )
                .ConfigureAwait(false);
            return new SubmittedJob(continued, Continues: true);
        }
        while (true)
        {
            var name = named ?? SweepName.Next();
            var record = new JobRecord
            {
                Name = name,
                Job = submission.Job,
                SourceFile = submission.SourceFile,
                Digest = digest,
                Folder = Path.GetRelativePath(home.Root, Path.Combine(home.Jobs(workspace), name)),
                CreatedAt = time.GetUtcNow(),
                MaxConcurrent = submission.MaxConcurrent,
                Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 11, // exact in JSON readers that know doubles only
                Notices = [.. submission.Notices.Select(problem => problem.ToString())],
            };
            var map = await new AssetPlaces(home, workspace, database)
                .MapAsync(submission.Job, home.ReadSettings(out _), cancellationToken)
                .ConfigureAwait(false);
            var problems = JobFile
                .CheckForSubmission(submission.Job, map)
                .Where(problem => problem.Severity == Severity.Error)
                .ToList();
            var origin = Path.GetDirectoryName(submission.SourceFile)!;
            var folder = Path.Combine(home.Root, record.Folder);
            if (
                named is not null
                && await _jobs.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } other
            )
            {
                throw Taken(other);
            }
            if (
                named is not null
                && await ElsewhereAsync(named, cancellationToken).ConfigureAwait(false) is { } elsewhere
            )
            {
                throw TakenElsewhere(named, elsewhere);
            }
            PrivateFolder.Create(folder);
            SweepPreparation.TakeCode(
                SweepPreparation.Trial(submission.Job).Code,
                origin,
                map,
                Path.Combine(folder, "code"),
                problems
            );
            if (problems.Count > 0)
            {
                throw new InvalidSpecException(problems);
            }
            var file = Path.Combine(folder, "job.yml");
            if (submission.Text is { } text)
            {
                await File.WriteAllTextAsync(file, text, cancellationToken).ConfigureAwait(false);
            }
            else if (file != submission.SourceFile && File.Exists(submission.SourceFile))
            {
                File.Copy(submission.SourceFile, file, overwrite: true);
            }
            else
            {
                // It came over the network, or is a trial run again that has outlived its job's file. JSON is YAML too.
                await File.WriteAllTextAsync(file, JobJson.Write(submission.Job), cancellationToken)
                    .ConfigureAwait(false);
            }
            if (await _jobs.CreateAsync(record, cancellationToken).ConfigureAwait(false))
            {
                return new SubmittedJob(record, Continues: false);
            }
        }
    }

    /// <summary>The study of a job, created when the job is run for the first time.</summary>
    public async Task<SweepStudy> OpenStudyAsync(JobRecord record, CancellationToken cancellationToken)
    {
        var id = new StudyId(record.Name);
        if (await database.Studies.FindAsync(id, cancellationToken).ConfigureAwait(false) is null)
        {
            await database.Studies.CreateAsync(id, SpecOf(record), cancellationToken).ConfigureAwait(false);
        }
        return await SweepStudy
            .OpenAsync(id, database.Studies, database.Measurements, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The study of a job as it stands, without taking its lease; null before it has one.</summary>
    public async Task<StudyView?> ReadStudyAsync(JobRecord record, CancellationToken cancellationToken)
    {
        var id = new StudyId(record.Name);
        if (await database.Studies.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } row)
        {
            return null;
        }
        var study = new Study(row.Spec);
        foreach (
            var change in await database.Studies.ReadAsync(id, 0, cancellationToken).ConfigureAwait(false)
        )
        {
            study.Apply(change);
        }
        return study.View;
    }

    /// <summary>Makes a job that ended, failed or was interrupted ready to go on: more trials may be asked for, waiting ones are run.</summary>
    public async Task<JobRecord> ReopenAsync(string name, CancellationToken cancellationToken)
    {
        var record = await _jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        var study = await OpenStudyAsync(record, cancellationToken).ConfigureAwait(false);
        if (study.Ended is not null)
        {
            var resumed = new StudyResumed("resumed by a person") { At = time.GetUtcNow() };
            study.Apply(resumed);
            await study.AppendAsync([resumed], cancellationToken).ConfigureAwait(false);
        }
        return await _jobs
            .ChangeAsync(name, job => Reopened(job.Following(study.View)), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Does what a person wants of a sweep that does not run; one that has ended goes on where that gives it something to do.</summary>
    /// <remarks>Killed before the changes are stored, nothing has happened; after, the record follows them when the job is run next.</remarks>
    /// <inheritdoc cref="SweepQueue.SteerAsync"/>
    public async Task<Steered> SteerAsync(string name, StudyAct act, CancellationToken cancellationToken)
    {
        var record = await _jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        var study = await OpenStudyAsync(record, cancellationToken).ConfigureAwait(false);
        var at = time.GetUtcNow();
        var changes = act.Decide(study.View, record, at).ToList();
        if (changes.Count == 0)
        {
            return new Steered(record, changes, GoesOn: false);
        }
        var goesOn = study.Ended is not null && act.StartsTrials;
        if (goesOn)
        {
            changes.Insert(
                0,
                new StudyResumed($"goes on for a trial that {act.By} asked for")
                {
                    At = at,
                    WaitingOnly = true,
                }
            );
        }
        changes.ForEach(study.Apply);
        if (
            study.Ended is { State: StudyState.Completed }
            && changes.OfType<StudyAmended>().Any(AmendAct.Extends)
            && !(study.View.Spec.MaxTrials <= study.View.Trials.Count)
            && study.ShouldStop() is null
        )
        {
            goesOn = true;
            var resumed = new StudyResumed($"extended by {act.By}") { At = at };
            study.Apply(resumed);
            changes.Add(resumed);
        }
        if (goesOn)
        {
            await _jobs.ChangeAsync(name, Reopened, cancellationToken).ConfigureAwait(false);
        }
        await study.AppendAsync(changes, cancellationToken).ConfigureAwait(false);
        record = await _jobs
            .ChangeAsync(name, job => job.Following(study.View), cancellationToken)
            .ConfigureAwait(false);
        return new Steered(record, changes, goesOn);
    }

    /// <summary>Brings a job's record up to what its runner wrote down.</summary>
    public async Task<JobRecord> FollowAsync(
        string name,
        IReadOnlyList<StudyChange> changes,
        CancellationToken cancellationToken
    )
    {
        var record = await _jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        return
            changes.Any(change => change is StudyAmended or NoteWritten { Trial: null })
            && await ReadStudyAsync(record, cancellationToken).ConfigureAwait(false) is { } study
            ? await _jobs
                .ChangeAsync(name, job => job.Following(study), cancellationToken)
                .ConfigureAwait(false)
            : record;
    }

    private static JobRecord Reopened(JobRecord job) =>
        job with
        {
            State = JobState.Queued,
            Reason = null,
            EndedAt = null,
        };

    private static StudySpec SpecOf(JobRecord record) =>
        record.Job is SweepJob sweep
            ? sweep.ToStudySpec(record.Seed)
            // A command job is a study of one trial without parameters and without an objective.
            : new StudySpec
            {
                Space = Spaces.SearchSpace.Empty,
                Objectives = [],
                MaxTrials = 1,
            };

    private async Task<JobRecord?> UnfinishedAsync(
        JobSubmission submission,
        string digest,
        string? name,
        CancellationToken cancellationToken
    )
    {
        var jobs = await _jobs.ListAsync(cancellationToken).ConfigureAwait(false);
        return jobs.Where(job =>
                !job.IsOver && job.Digest == digest && job.SourceFile == submission.SourceFile
            )
            .Where(job => name is null || job.Name == name)
            .MaxBy(job => job.CreatedAt);
    }

    private static string DigestOf(Job job) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JobJson.Write(job))));

    // Trials, runs and studies are known by their job's name alone, whatever workspace it is in.
    private async Task<string?> ElsewhereAsync(string name, CancellationToken cancellationToken)
    {
        var all = await new WorkspaceCatalog(database, home, time)
            .ListAsync(cancellationToken)
            .ConfigureAwait(false);
        foreach (var other in all.Where(other => other.Name != workspace))
        {
            if (
                await new JobDocuments(database.Documents, other.Name)
                    .FindAsync(name, cancellationToken)
                    .ConfigureAwait(false)
                is not null
            )
            {
                return other.Name;
            }
        }
        return null;
    }

    private static InvalidSpecException TakenElsewhere(string name, string other) =>
        new([
            new Problem(
                "name",
                $"The name '{name}' is taken by a job of the workspace '{other}'; no two jobs of a home have the same.",
                "give another name with --name"
            ),
        ]);

    private static InvalidSpecException Taken(JobRecord other) =>
        new([
            new Problem(
                "name",
                $"The name '{other.Name}' is taken by a job that is {other.State}.",
                other.IsOver
                    ? "give another with --name, or delete the job: attune job delete " + other.Name
                    : "continue that one with attune job resume "
                        + other.Name
                        + ", or give another name with --name"
            ),
        ]);
}
