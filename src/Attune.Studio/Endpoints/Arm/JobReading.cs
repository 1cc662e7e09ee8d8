using Attune.Client.Protocols.Arm;
using Attune.Client.Protocols.Arm.Mapping;
using Attune.Jobs;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;
using Attune.Workspace.JobFiles;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Reads a job from a body, with every problem of it.</summary>
internal sealed class JobReading(ArmParts arm, ArmCall call)
{
    private const string Local = "local";

    /// <summary>The job as it would stand in a file.</summary>
    /// <param name="body">The body.</param>
    /// <param name="there">The job that has the name already; null when none does.</param>
    /// <param name="problems">Takes every problem.</param>
    public async Task<Job?> ReadAsync(Resource<JobProperties> body, JobRecord? there, List<Problem> problems)
    {
        if (body.Properties is not { } properties)
        {
            problems.Add(new Problem("properties", "'properties' is missing."));
            return null;
        }
        if (JobMapping.Read(properties, problems) is not { } read)
        {
            return null;
        }
        var job = read with
        {
            Name = call.Name,
            ExperimentName = read.ExperimentName ?? "Default",
            Compute = read.Compute is { Length: > 0 } compute ? ComputeTarget.NameOf(compute) : null,
            Properties = new ValueMap<string?>(read.Properties.Where(each => !JobViews.IsOwn(each.Key))),
            Tags = new ValueMap<string?>(read.Tags.Where(each => !JobViews.IsOwn(each.Key))),
        };
        var said = problems.Select(problem => problem.Path).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(
            JobFile
                .Check(job)
                .Select(ArmPaths.Translate)
                .Where(problem =>
                    !said.Any(path => IsWithin(problem.Path, path) || IsWithin(path, problem.Path))
                )
        );
        if (there is null)
        {
            await CheckComputeAsync(job, problems).ConfigureAwait(false);
            CheckCode(job, problems);
        }
        return job with { Name = null };
    }

    /// <summary>Whether two jobs do the same: all but what is only said about them.</summary>
    public static bool AreSame(Job left, Job right) =>
        JobJson.Write(Bare(left)) == JobJson.Write(Bare(right));

    private async Task CheckComputeAsync(Job job, List<Problem> problems)
    {
        if (
            job.Compute is not { } name
            || name.Equals(Local, StringComparison.OrdinalIgnoreCase)
            || await arm.Compute(call.WorkspaceName).FindAsync(name, call.Aborted).ConfigureAwait(false)
                is not null
        )
        {
            return;
        }
        var known = await arm.Compute(call.WorkspaceName).ListAsync(call.Aborted).ConfigureAwait(false);
        problems.Add(
            new Problem(
                "properties.computeId",
                $"There is no compute '{name}' in the workspace '{call.WorkspaceName}'.",
                Suggestion.For(name, known.Select(each => each.Name))
                    ?? "make it first, or leave computeId out: the job then runs on this machine"
            )
        );
    }

    // A path of the client's machine would mean another folder here.
    private static void CheckCode(Job job, List<Problem> problems)
    {
        var (code, path) = job is SweepJob sweep
            ? (sweep.Trial.Code, "properties.trial.codeId")
            : (((CommandJob)job).Code, "properties.codeId");
        if (code is not null && AssetReference.Parse(code) is null && !Path.IsPathRooted(code))
        {
            problems.Add(
                new Problem(
                    path,
                    $"'{code}' is no code that this host has.",
                    "put the files into a datastore, make a version of codes from them, and name its id"
                )
            );
        }
    }

    private static Job Bare(Job job) =>
        job with
        {
            Name = null,
            DisplayName = null,
            Description = null,
            ExperimentName = null,
            Tags = default,
            Properties = default,
            Compute = job.Compute is { } compute ? ComputeTarget.NameOf(compute) : null,
            Inputs = new ValueMap<JobInput>(
                job.Inputs.Select(input => KeyValuePair.Create(input.Key, DataMapping.AsText(input.Value)))
            ),
            Outputs = new ValueMap<JobOutput>(
                job.Outputs.Select(output =>
                    KeyValuePair.Create(
                        output.Key,
                        output.Value with
                        {
                            Type = output.Value.Type ?? DataType.UriFolder,
                        }
                    )
                )
            ),
        };

    private static bool IsWithin(string inner, string outer) =>
        inner.StartsWith(outer, StringComparison.Ordinal)
        && (inner.Length == outer.Length || outer.Length == 0 || inner[outer.Length] is '.' or '[');
}
