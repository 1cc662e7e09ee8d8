using System.Globalization;
using System.Text.Json.Nodes;
using Attune.Client.Protocols.Arm;
using Attune.Client.Protocols.Arm.Mapping;
using Attune.Jobs;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Jobs and trials in the protocol's words.</summary>
internal sealed class JobViews(ArmParts arm)
{
    /// <summary>The property that names the best trial of a sweep; clients download by it.</summary>
    public const string BestTrial = "best_child_run_id";

    private const string Hyperparameters = "hyperparameters";
    private const string OwnPrefix = "attune.";
    private const string Type = ArmRoutes.Provider + "/workspaces/jobs";

    private static readonly string[] Own =
    [
        BestTrial,
        "score",
        "runTemplate",
        "primary_metric_config",
        Hyperparameters,
    ];

    /// <summary>Whether a property or label is added by the host, so that it is not kept when it comes back.</summary>
    public static bool IsOwn(string name) =>
        Own.Contains(name, StringComparer.Ordinal) || name.StartsWith(OwnPrefix, StringComparison.Ordinal);

    /// <summary>The job or trial of this name; null when there is none.</summary>
    public async Task<Resource<JobProperties>?> FindAsync(ArmCall call, string name)
    {
        var jobs = arm.Jobs(call.WorkspaceName);
        if (await jobs.WatchAsync(name, call.Aborted).ConfigureAwait(false) is { } watch)
        {
            return Of(call, await SettleAsync(call, watch).ConfigureAwait(false), watch);
        }
        return
            await jobs.FindTrialAsync(name, call.Aborted).ConfigureAwait(false) is var (job, trial)
            && job.Job.Job is SweepJob
            ? Of(call, job, trial)
            : null;
    }

    /// <summary>The job of a watch as it stands in truth; its trials are brought up to date with it.</summary>
    public Task<JobRecord> SettleAsync(ArmCall call, JobWatch watch) =>
        SettleAsync(
            call.WorkspaceName,
            watch.Job,
            async () =>
            {
                await watch.RefreshAsync(call.Aborted).ConfigureAwait(false);
                return watch.Job;
            }
        );

    /// <summary>A job.</summary>
    /// <param name="call">The call that asks.</param>
    /// <param name="record">The job.</param>
    /// <param name="watch">Its trials; null in lists, which do not say which is best.</param>
    public Resource<JobProperties> Of(ArmCall call, JobRecord record, JobWatch? watch = null)
    {
        var wire = JobMapping.Write(record.Job);
        var reason = record.Reason ?? arm.Host.WhyQueued(record);
        var properties = new Dictionary<string, string?>(wire.Properties ?? [], StringComparer.Ordinal);
        if (reason is not null)
        {
            properties["attune.reason"] = reason;
        }
        if (record.Notices.Count > 0)
        {
            properties["attune.notices"] = string.Join('\n', record.Notices);
        }
        if (record.Job is SweepJob sweep)
        {
            properties["runTemplate"] = "HyperDrive";
            properties["primary_metric_config"] = new JsonObject
            {
                ["name"] = sweep.Objective.PrimaryMetric,
                ["goal"] = sweep.Objective.Goal == Goal.Maximize ? "maximize" : "minimize",
            }.ToJsonString();
            if (watch?.Best is { } best)
            {
                properties[BestTrial] = best.Name;
                properties["score"] = best.Value.ToString("R", CultureInfo.InvariantCulture);
            }
        }
        return Envelope(
            call,
            record.Name,
            record.CreatedAt,
            record.EndedAt ?? record.StartedAt,
            wire with
            {
                ComputeId = ComputeId(call, record.Job.Compute),
                ExperimentName = ExperimentOf(record),
                DisplayName = record.Job.DisplayName ?? record.Name,
                Status = JobStatus.Of(record.State),
                IsArchived = record.Archived,
                Properties = properties,
                Services = Services(call, record.Name, wire.Services),
            }
        );
    }

    /// <summary>The experiment that a job belongs to.</summary>
    public static string ExperimentOf(JobRecord record) =>
        record.Job.ExperimentName ?? Path.GetFileName(Path.GetDirectoryName(record.SourceFile)) ?? "Default";

    /// <summary>The job as it stands in truth: one that nobody goes on with is interrupted, whatever was written down last.</summary>
    /// <param name="workspace">Its workspace.</param>
    /// <param name="record">The job as it was read.</param>
    /// <param name="again">Reads it again: it may have ended since.</param>
    public async Task<JobRecord> SettleAsync(string workspace, JobRecord record, Func<Task<JobRecord?>> again)
    {
        if (!IsLeft(workspace, record))
        {
            return record;
        }
        var now = await again().ConfigureAwait(false) ?? record;
        return IsLeft(workspace, now)
            ? now with
            {
                State = JobState.Interrupted,
                Reason = $"its host was stopped; to go on: attune job resume {record.Name}",
            }
            : now;
    }

    // The queue lets go of a job after its end is written down, so what is read after that is final.
    private bool IsLeft(string workspace, JobRecord record) =>
        record.State is JobState.Running or JobState.Preparing
        && arm.IsServed(workspace)
        && !arm.Host.Holds(record.Name);

    /// <summary>Why a trial stands where it does; null when there is nothing to say.</summary>
    public static string? ReasonOf(JobWatch job, TrialRow trial) =>
        trial.Reason
        ?? (
            trial.State != TrialState.Waiting ? null
            : job.Job.Job is SweepJob { Attune.GpusPerTrial: > 0 } ? "waits for a free GPU"
            : "waits for a free place"
        );

    /// <summary>The values of a trial by the names of its parameters.</summary>
    public static JsonObject Parameters(TrialRow trial)
    {
        var values = new JsonObject();
        for (var i = 0; i < trial.Parameters.Names.Count; i++)
        {
            values[trial.Parameters.Names[i]] = Parts.Write(trial.Parameters.Values[i]);
        }
        return values;
    }

    private Resource<JobProperties> Of(ArmCall call, JobWatch job, TrialRow trial)
    {
        var sweep = (SweepJob)job.Job.Job;
        var values = Parameters(trial);
        var wire = JobMapping.Write(
            new CommandJob
            {
                Command = sweep.Trial.Command,
                Code = sweep.Trial.Code,
                Environment = sweep.Trial.Environment,
                EnvironmentVariables = sweep.Trial.EnvironmentVariables,
                Distribution = sweep.Trial.Distribution,
                Resources = sweep.Trial.Resources,
                Inputs = sweep.Inputs,
                Outputs = sweep.Outputs,
                Limits = new CommandLimits { Timeout = sweep.Limits.TrialTimeout },
            }
        );
        var properties = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["attune.state"] = trial.State.ToString(),
            ["attune.proposed"] = trial.ProposedBecause,
        };
        if (ReasonOf(job, trial) is { } reason)
        {
            properties["attune.reason"] = reason;
        }
        if (double.IsFinite(trial.Value))
        {
            properties["score"] = trial.Value.ToString("R", CultureInfo.InvariantCulture);
        }
        return Envelope(
            call,
            trial.Name,
            trial.ProposedAt,
            trial.EndedAt ?? trial.StartedAt,
            wire with
            {
                DisplayName = trial.Name,
                ExperimentName = ExperimentOf(job.Job),
                ComputeId = ComputeId(call, sweep.Compute),
                Status = JobStatus.Of(trial.State),
                IsArchived = false,
                Parameters = values,
                Tags = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [Hyperparameters] = values.ToJsonString(JobJson.Options),
                },
                Properties = properties,
                Services = Services(call, trial.Name, null),
            }
        );
    }

    private static Resource<JobProperties> Envelope(
        ArmCall call,
        string name,
        DateTimeOffset created,
        DateTimeOffset? modified,
        JobProperties properties
    ) =>
        new()
        {
            Id = $"{call.WorkspaceId}/jobs/{name}",
            Name = name,
            Type = Type,
            Properties = properties,
            SystemData = new SystemData
            {
                CreatedAt = created,
                CreatedBy = Environment.UserName,
                CreatedByType = "User",
                LastModifiedAt = modified ?? created,
            },
        };

    private Dictionary<string, JobServiceEndpoint?> Services(
        ArmCall call,
        string name,
        Dictionary<string, JobServiceEndpoint?>? own
    ) =>
        new(own ?? [], StringComparer.Ordinal)
        {
            ["Studio"] = new JobServiceEndpoint
            {
                JobServiceType = "Studio",
                Endpoint =
                    $"{arm.AddressOf(call.Base, call.WorkspaceName)}/jobs/{Uri.EscapeDataString(name)}",
            },
            ["Tracking"] = new JobServiceEndpoint
            {
                JobServiceType = "Tracking",
                Endpoint = arm.AddressOf(call.Base, call.WorkspaceName),
            },
        };

    private static string? ComputeId(ArmCall call, string? compute) =>
        compute is null || compute.Equals("local", StringComparison.OrdinalIgnoreCase)
            ? compute
            : $"{call.WorkspaceId}/computes/{ComputeTarget.NameOf(compute)}";
}
