using System.Globalization;
using Attune.Client.Protocols.History;
using Attune.Jobs;
using Attune.Studio.Endpoints.Arm;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Endpoints.History;

/// <summary>Jobs and trials as runs.</summary>
internal sealed class RunViews(ArmParts arm)
{
    private readonly JobViews _jobs = new(arm);

    /// <summary>The run of a job or trial.</summary>
    /// <exception cref="ArmException">There is none of that name.</exception>
    public async Task<HistoryRun> FindAsync(ArmCall call, string name)
    {
        var (watch, trial) = await ReadAsync(call, name).ConfigureAwait(false);
        return trial is null ? await OfAsync(call, watch).ConfigureAwait(false) : Of(watch, trial);
    }

    /// <summary>How a run stands, with addresses of its logs.</summary>
    public async Task<HistoryDetails> DetailsAsync(ArmCall call, string name)
    {
        var (watch, trial) = await ReadAsync(call, name).ConfigureAwait(false);
        var run = trial is null ? await OfAsync(call, watch).ConfigureAwait(false) : Of(watch, trial);
        var reason = trial is null ? watch.Job.Reason : trial.Reason;
        return new HistoryDetails
        {
            RunId = run.RunId,
            Target = run.Target,
            Status = run.Status,
            StartTimeUtc = run.StartTimeUtc,
            EndTimeUtc = run.EndTimeUtc,
            Properties = run.Properties,
            LogFiles = LogFiles
                .Of(watch, trial)
                .ToDictionary(
                    path => path,
                    path => LogFiles.Address(arm, call, run.RunId, path),
                    StringComparer.Ordinal
                ),
            Error =
                run.Status == "Failed"
                    ? new HistoryFault(new HistoryFaultBody("UserError", reason ?? "It failed."))
                    : null,
            Warnings =
                run.Status != "Failed" && reason is not null ? [new HistoryWarning("Attune", reason)] : null,
            SubmittedBy = Environment.UserName,
        };
    }

    /// <summary>A trial as the child of its sweep.</summary>
    public static HistoryRun Of(JobWatch job, TrialRow trial)
    {
        var values = JobViews.Parameters(trial);
        var properties = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["attune.state"] = trial.State.ToString(),
        };
        if (JobViews.ReasonOf(job, trial) is { } reason)
        {
            properties["attune.reason"] = reason;
        }
        if (double.IsFinite(trial.Value))
        {
            properties["score"] = trial.Value.ToString("R", CultureInfo.InvariantCulture);
        }
        return new HistoryRun
        {
            RunId = trial.Name,
            RootRunId = job.Job.Name,
            ParentRunId = job.Job.Name,
            RunNumber = trial.Number,
            DisplayName = trial.Name,
            ExperimentName = JobViews.ExperimentOf(job.Job),
            RunType = "azureml.scriptrun",
            Status = JobStatus.Of(trial.State),
            Target = job.Job.Job.Compute ?? "local",
            CreatedUtc = trial.ProposedAt,
            StartTimeUtc = trial.StartedAt,
            EndTimeUtc = trial.EndedAt,
            Parameters = values,
            Tags = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["hyperparameters"] = values.ToJsonString(JobJson.Options),
            },
            Properties = properties,
        };
    }

    private async Task<HistoryRun> OfAsync(ArmCall call, JobWatch watch)
    {
        var job = await _jobs.SettleAsync(call, watch).ConfigureAwait(false);
        var view = _jobs.Of(call, job, watch).Properties!;
        return new HistoryRun
        {
            RunId = watch.Job.Name,
            RootRunId = watch.Job.Name,
            DisplayName = view.DisplayName,
            ExperimentName = view.ExperimentName,
            RunType = watch.Job.Job is SweepJob ? "azureml.sweep" : "azureml.scriptrun",
            Status = view.Status!,
            Target = watch.Job.Job.Compute ?? "local",
            CreatedUtc = watch.Job.CreatedAt,
            StartTimeUtc = watch.Job.StartedAt,
            EndTimeUtc = watch.Job.EndedAt,
            Tags = view.Tags,
            Properties = view.Properties,
        };
    }

    private async Task<(JobWatch Job, TrialRow? Trial)> ReadAsync(ArmCall call, string name)
    {
        var jobs = arm.Jobs(call.WorkspaceName);
        if (await jobs.WatchAsync(name, call.Aborted).ConfigureAwait(false) is { } watch)
        {
            return (watch, null);
        }
        return await jobs.FindTrialAsync(name, call.Aborted).ConfigureAwait(false) is var (job, trial)
            ? (job, trial)
            : throw new ArmException(ArmError.NotFound($"There is no run '{name}'."));
    }
}
