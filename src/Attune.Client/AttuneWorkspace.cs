using Attune.Client.Protocols.Arm;

namespace Attune.Client;

/// <summary>
/// A workspace of a running host, for notebooks and programs: register data, make a cluster, hand in sweeps, follow them, register
/// models. Thread-safe.
/// </summary>
/// <remarks>A host that goes away raises <see cref="HttpRequestException"/>; one that refuses, <see cref="HostRefusalException"/>.</remarks>
public sealed partial class AttuneWorkspace : IDisposable
{
    private readonly HostPlace _place;
    private readonly TimeProvider _time;

    internal AttuneWorkspace(HostPlace place, ResourceClient resources, TimeProvider time) =>
        (_place, Resources, _time) = (place, resources, time);

    /// <summary>The workspace's name.</summary>
    public string Name => _place.Workspace;

    /// <summary>Where its host listens; the studio is there too.</summary>
    public Uri Address => _place.Address;

    internal ResourceClient Resources { get; }

    internal TimeProvider Time => _time;

    /// <summary>
    /// Finds the host and greets it. What is not said is looked for: the variables <c>ATTUNE_URL</c>, <c>ATTUNE_TOKEN</c> and
    /// <c>ATTUNE_WORKSPACE</c>, which an instance sets; then the nearest <c>config.json</c> (<c>attune workspace config</c> writes one); then
    /// the home that <c>ATTUNE_HOME</c> names; then the nearest <c>.attune</c>.
    /// </summary>
    /// <param name="address">Where the host listens.</param>
    /// <param name="token">What lets in.</param>
    /// <param name="name">The workspace.</param>
    /// <param name="folder">From where to look upwards; default the current folder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostNotFoundException">There is none, or it does not answer.</exception>
    /// <exception cref="HostRefusalException">The token does not let in, or there is no such workspace.</exception>
    public static async Task<AttuneWorkspace> ConnectAsync(
        Uri? address = null,
        string? token = null,
        string? name = null,
        string? folder = null,
        CancellationToken cancellationToken = default
    )
    {
        var place = HostPlace.Find(
            address,
            token,
            name,
            Path.GetFullPath(folder ?? Environment.CurrentDirectory),
            Environment.GetEnvironmentVariable
        );
        var resources = new ResourceClient(new HostLogin(place.Address, place.Token));
        try
        {
            var found = await resources
                .GetAsync(
                    ResourceClient.Workspace(place.Workspace),
                    ArmJson.Default.ResourceWorkspaceProperties,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return new AttuneWorkspace(
                place with
                {
                    Workspace = found.Name ?? place.Workspace,
                },
                resources,
                TimeProvider.System
            );
        }
        catch (HttpRequestException error)
        {
            resources.Dispose();
            throw new HostNotFoundException(
                $"The host at {place.Address} does not answer ({error.Message}). Start it again: attune studio"
                    + (place.Home is { } home ? $" --home {home}" : ""),
                error
            );
        }
        catch
        {
            resources.Dispose();
            throw;
        }
    }

    /// <summary>Makes a cluster, or changes how many trials it takes at once.</summary>
    /// <param name="name">Its name, for <c>Compute</c> of a job.</param>
    /// <param name="maxNodes">The most trials at once of a job that names it; at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The name, to put into jobs.</returns>
    public async Task<string> EnsureClusterAsync(
        string name,
        int maxNodes,
        CancellationToken cancellationToken = default
    )
    {
        var (made, _) = await Resources
            .PutAsync(
                ResourceClient.Compute(Name, name),
                new Resource<ComputeProperties>
                {
                    Properties = new ComputeProperties
                    {
                        ComputeType = "AmlCompute",
                        Properties = new ComputeDetails
                        {
                            ScaleSettings = new ComputeScale { MinNodeCount = 0, MaxNodeCount = maxNodes },
                        },
                    },
                },
                ArmJson.Default.ResourceComputeProperties,
                cancellationToken
            )
            .ConfigureAwait(false);
        return made.Name ?? name;
    }

    /// <summary>The workspace and its host.</summary>
    public override string ToString() => $"workspace {Name} at {Address}";

    /// <inheritdoc/>
    public void Dispose() => Resources.Dispose();
}
