using System.Globalization;
using System.Runtime.InteropServices;

namespace Attune.Workspace.Environments;

/// <summary>A container for each execution, with the job's folders at their own paths and the machine's network.</summary>
/// <param name="Engine">The engine's executable, absolute.</param>
/// <param name="Image">The image.</param>
/// <param name="Arguments">More arguments of <c>run</c>, before the image.</param>
public sealed partial record ContainerEnvironment(
    string Engine,
    string Image,
    IReadOnlyList<string> Arguments
) : TrialEnvironment
{
    // The image's own PATH is known only inside it.
    private const string Prepend = """PATH="$1:$PATH"; export PATH; shift; exec "$@" """;

    private bool IsPodman => Path.GetFileName(Engine) == "podman";

    // A container that is given GPUs sees those alone and counts them from 0: the machine's own indexes would hide them again.
    private const string VisibleDevices = "CUDA_VISIBLE_DEVICES";

    /// <inheritdoc/>
    public override string Description => $"container {Image}";

    /// <inheritdoc/>
    public override TrialStart Start(TrialPlace place)
    {
        var name = "attune-" + string.Concat(place.Id.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        List<string> wrapper =
        [
            Engine,
            "run",
            "--rm",
            "--init",
            "--name",
            name,
            // Trials reach the host's metric doors on loopback.
            "--network",
            "host",
            "--workdir",
            place.Folder,
            // What the trial writes belongs to whoever started it, not to root.
            .. IsPodman
                ? (string[])["--userns", "keep-id"]
                : ["--user", Invariant($"{geteuid()}:{getegid()}")],
            .. Mounts(place).SelectMany(folder => (string[])["--volume", $"{folder}:{folder}"]),
            // By name: the engine takes the value from its own environment, so that no value shows in a process list.
            .. place
                .VariableNames.Where(n => n != "PATH" && !(n == VisibleDevices && place.Gpus is not null))
                .SelectMany(n => (string[])["--env", n]),
            .. Gpus(place.Gpus),
            .. Arguments,
            Image,
        ];
        if (place.PathFolders.Count > 0)
            wrapper.AddRange(["sh", "-c", Prepend, "sh", string.Join(':', place.PathFolders)]);
        return new(wrapper, new Dictionary<string, string>(), [Engine, "rm", "--force", name]);
    }

    private static List<string> Mounts(TrialPlace place)
    {
        var folders = place
            .Folders.Append(place.Folder)
            .Concat(place.PathFolders)
            .Distinct()
            .Order(StringComparer.Ordinal);
        var mounted = new List<string>();
        foreach (var folder in folders)
        {
            if (!mounted.Any(outer => (folder + "/").StartsWith(outer + "/", StringComparison.Ordinal)))
                mounted.Add(folder);
        }
        return mounted;
    }

    private IEnumerable<string> Gpus(string? gpus) =>
        string.IsNullOrEmpty(gpus) ? []
        : IsPodman ? gpus.Split(',').SelectMany(g => (string[])["--device", $"nvidia.com/gpu={g}"])
        // The engine reads this value as CSV: a list of devices needs its own quotes.
        : ["--gpus", $"\"device={gpus}\""];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();
}
