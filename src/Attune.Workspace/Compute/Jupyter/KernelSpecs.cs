using System.Text.Json.Nodes;

namespace Attune.Workspace.Compute.Jupyter;

/// <summary>The Python kernels of an instance: the machine's own, and the names that notebooks written for a cloud ask for.</summary>
/// <remarks>
/// All run the Python of the machine's Jupyter. Those with a cloud's names alone find the packages that stand in for the cloud's:
/// code that never asked for them gets the real ones, or none.
/// </remarks>
internal static class KernelSpecs
{
    private static readonly (string Name, string Title)[] Clouds =
    [
        ("python3-azureml", "Python 3.6 - AzureML"),
        ("python38-azureml", "Python 3.8 - AzureML"),
        ("python310-sdkv2", "Python 3.10 - SDK v2"),
    ];

    /// <summary>Where the package <c>attune</c> lies in the program's material.</summary>
    public static string Client(string material) => Path.Combine(material, "python", "attune");

    /// <summary>Writes them for an instance.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="python">The Python that has the kernel.</param>
    /// <param name="material">The folder with <c>python/</c>.</param>
    public static void Write(JupyterFolder folder, string python, string material)
    {
        Write(folder, "python3", "Python 3 (ipykernel)", python, [Client(material)]);
        foreach (var (name, title) in Clouds)
        {
            Write(
                folder,
                name,
                title,
                python,
                [Path.Combine(material, "python", "compat"), Client(material)]
            );
        }
    }

    private static void Write(
        JupyterFolder folder,
        string name,
        string title,
        string python,
        IEnumerable<string> packages
    )
    {
        var place = Directory.CreateDirectory(Path.Combine(folder.Data, "kernels", name));
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray(python, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
            ["display_name"] = title,
            ["language"] = "python",
            ["metadata"] = new JsonObject { ["debugger"] = true },
            ["env"] = new JsonObject { ["PYTHONPATH"] = PathOf(packages) },
        };
        File.WriteAllText(Path.Combine(place.FullName, "kernel.json"), spec.ToJsonString());
    }

    /// <summary>These folders before those that the host's own variable names.</summary>
    public static string PathOf(IEnumerable<string> folders) =>
        string.Join(
            Path.PathSeparator,
            Environment.GetEnvironmentVariable("PYTHONPATH") is { Length: > 0 } own
                ? folders.Append(own)
                : folders
        );
}
