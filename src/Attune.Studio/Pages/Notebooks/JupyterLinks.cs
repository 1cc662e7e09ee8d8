using Attune.Workspace.Compute;

namespace Attune.Studio.Pages.Notebooks;

/// <summary>A way to open a file in an instance.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Application">What it is opened with.</param>
/// <param name="Address">Where, relative to the studio's root.</param>
internal sealed record JupyterLink(string Instance, string Application, string Address)
{
    private const string Classic = "tree";
    private const string Lab = "lab";

    /// <summary>The ways to open a file of somebody: in each instance of theirs that runs a Jupyter.</summary>
    /// <param name="all">All compute.</param>
    /// <param name="user">Whose file.</param>
    /// <param name="path">The file, in their folder, which is what their instances show.</param>
    public static IReadOnlyList<JupyterLink> Of(IEnumerable<ComputeTarget> all, string user, string path) =>
        [
            .. all.OfType<ComputeInstance>()
                .Where(instance => instance.State == InstanceState.Running && instance.Owner == user)
                .OrderBy(instance => instance.Name, StringComparer.Ordinal)
                .SelectMany(instance =>
                    instance
                        .Applications.Select(application =>
                            (application, Address: AddressOf(application, path))
                        )
                        .Where(each => each.Address is not null)
                        .Select(each => new JupyterLink(instance.Name, each.application.Name, each.Address!))
                ),
        ];

    // The classic notebook shows files below notebooks/ and edit/, the lab below lab/tree/; its own pages tell which of the two it is.
    private static string? AddressOf(InstanceApplication application, string path)
    {
        var address = application.Address.TrimEnd('/');
        var slash = address.LastIndexOf('/') + 1;
        var (root, page) = (address[..slash], address[slash..]);
        var names = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return page switch
        {
            Lab => $"{root}lab/tree/{names}",
            Classic when path.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) =>
                $"{root}notebooks/{names}",
            Classic => $"{root}edit/{names}",
            _ => null,
        };
    }
}
