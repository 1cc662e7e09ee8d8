using System.Globalization;
using System.Security.Cryptography;
using Attune.Client.Protocols.Arm;
using Attune.Client.Protocols.Arm.Mapping;
using Attune.Jobs;

namespace Attune.Client;

/// <summary>Sweeps of a workspace.</summary>
public sealed partial class AttuneWorkspace
{
    /// <summary>Hands in a sweep. It runs on the host: closing the notebook does not end it.</summary>
    /// <param name="job">The sweep; <see cref="TrialSpec.Code"/> and paths of inputs are relative to the current folder.</param>
    /// <param name="cancellationToken">Gives up before it is handed in.</param>
    /// <exception cref="HostRefusalException">Something is wrong with it; every problem at once.</exception>
    public async Task<Sweep> SubmitAsync(SweepJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        var problems = job.Validate().Where(problem => problem.Severity == Severity.Error).ToList();
        if (problems.Count > 0)
        {
            throw new HostRefusalException(400, Told(problems), problems);
        }
        var name = job.Name ?? NewName(job);
        var sent = job with
        {
            Name = null,
            Trial = job.Trial with
            {
                Code = job.Trial.Code is { } code
                    ? await PlaceAsync(code, cancellationToken).ConfigureAwait(false)
                    : null,
            },
            Inputs = new ValueMap<JobInput>(
                job.Inputs.Select(input =>
                    KeyValuePair.Create(input.Key, input.Value with { Path = Full(input.Value.Path) })
                )
            ),
        };
        try
        {
            await Resources
                .PutAsync(
                    JobPath(name),
                    new Resource<JobProperties> { Properties = JobMapping.Write(sent) },
                    ArmJson.Default.ResourceJobProperties,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (HostRefusalException error) when (error.Problems.Count > 0)
        {
            throw new HostRefusalException(error.Status, Told(error.Problems), error.Problems);
        }
        return await Sweep.OpenAsync(this, name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hands in a sweep's job file of this machine, with its code and the data that it names.</summary>
    /// <param name="jobFile">The job file; relative paths in it start from its folder.</param>
    /// <param name="options">How; null for nothing special.</param>
    /// <param name="cancellationToken">Stops half-way: then there is no job.</param>
    /// <returns>The sweep; one that came from the same file and is unfinished goes on.</returns>
    /// <exception cref="HostRefusalException">The file is wrong, every problem at once; or the job is no sweep, and runs.</exception>
    public async Task<Sweep> SubmitAsync(
        string jobFile,
        JobOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        using var client = new HostClient(new HostLogin(_place.Address, _place.Token), Name);
        try
        {
            var taken = await client.SubmitAsync(jobFile, options, cancellationToken).ConfigureAwait(false);
            return await Sweep.OpenAsync(this, taken.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (HostRefusalException error) when (error.Problems.Count > 0)
        {
            throw new HostRefusalException(error.Status, Told(error.Problems), error.Problems);
        }
    }

    /// <summary>A sweep that was handed in before, by whomever.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostRefusalException">There is no sweep of this name.</exception>
    public Task<Sweep> OpenSweepAsync(string name, CancellationToken cancellationToken = default) =>
        Sweep.OpenAsync(this, name, cancellationToken);

    internal string JobPath(string name) =>
        $"{ResourceClient.Workspace(Name)}/jobs/{Uri.EscapeDataString(name)}";

    // On the host's own machine the folder itself will do: the host copies it, and knows what to leave out.
    private async Task<string> PlaceAsync(string code, CancellationToken cancellationToken)
    {
        if (code.StartsWith("azureml:", StringComparison.Ordinal))
        {
            return code;
        }
        var full = Path.GetFullPath(code);
        if (!Path.Exists(full))
        {
            throw new DirectoryNotFoundException($"There is no folder '{full}' with the trial's code.");
        }
        if (_place.Home is not null)
        {
            return full;
        }
        var upload = await FolderUpload.OfAsync([full], cancellationToken).ConfigureAwait(false);
        await upload.SendAsync(Resources, Name, cancellationToken).ConfigureAwait(false);
        var (made, _) = await Resources
            .PutAsync(
                $"{ResourceClient.Workspace(Name)}/codes/{upload.Name}/versions/1",
                new Resource<AssetProperties> { Properties = new AssetProperties { CodeUri = upload.Uri } },
                ArmJson.Default.ResourceAssetProperties,
                cancellationToken
            )
            .ConfigureAwait(false);
        return made.Id!;
    }

    private static string? Full(string? path) =>
        path is null || path.Contains(':', StringComparison.Ordinal) ? path : Path.GetFullPath(path);

    private string NewName(SweepJob job)
    {
        var stem = new string([
            .. (job.ExperimentName ?? "sweep")
                .Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                .Take(40),
        ]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(stem.Length > 0 ? stem : "sweep")}-{_time.GetUtcNow():yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}"
        );
    }

    private static string Told(IReadOnlyList<Problem> problems) =>
        "The sweep cannot be run:\n" + string.Join('\n', problems.Select(problem => "  " + problem));
}
