using Attune.Jobs;
using Attune.Workspace.JobFiles.References;

namespace Attune.Workspace.Sweeps;

/// <summary>Finds where a job's data inputs lie on this machine.</summary>
/// <param name="map">What cloud references mean here.</param>
/// <param name="downloads">Fetches http and https addresses.</param>
internal sealed class InputStaging(ReferenceMap map, Downloads downloads)
{
    /// <summary>The local path of every data input, or in direct mode its address.</summary>
    /// <param name="job">The job.</param>
    /// <param name="folder">The job file's folder, absolute.</param>
    /// <param name="problems">Takes what cannot be had.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    public async Task<IReadOnlyDictionary<string, string>> LocateAsync(
        Job job,
        string folder,
        List<Problem> problems,
        CancellationToken cancellationToken
    )
    {
        var located = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, input) in job.Inputs)
        {
            if (input.Path is not { } path)
            {
                continue;
            }
            try
            {
                located[name] = await LocateAsync(path, input, folder, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (IOException error)
            {
                problems.Add(new Problem($"inputs.{name}.path", error.Message));
            }
        }
        return located;
    }

    private async Task<string> LocateAsync(
        string path,
        JobInput input,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var asked = input.Datastore is { } store ? $"azureml://datastores/{store}/paths/{path}" : path;
        var reference = Reference.Parse(map.Place(asked) ?? asked);
        switch (reference.Kind)
        {
            case ReferenceKind.Local:
                var local = reference.Resolve(folder);
                return Path.Exists(local)
                    ? local
                    : throw new IOException($"'{path}' is not there (looked for {local}).");
            case ReferenceKind.Web when input.Mode == InputMode.Direct:
                return reference.Path;
            case ReferenceKind.Web when Uri.TryCreate(reference.Path, UriKind.Absolute, out var address):
                return await downloads.GetAsync(address, cancellationToken).ConfigureAwait(false);
            case ReferenceKind.Web:
                throw new IOException($"'{reference.Path}' is no address that can be asked.");
            default:
                throw new IOException(
                    $"'{asked}' cannot be had on this machine, and nothing is mapped to it."
                );
        }
    }
}
