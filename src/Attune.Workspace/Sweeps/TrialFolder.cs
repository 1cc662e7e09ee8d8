using System.Globalization;

namespace Attune.Workspace.Sweeps;

/// <summary>The folder of one trial: links to the sweep's code, real <c>outputs/</c>, <c>logs/</c> and <c>user_logs/</c> of its own.</summary>
/// <remarks>Folders are real and files are links, so that a trial may write beside its code and never meets another trial.</remarks>
internal sealed class TrialFolder
{
    private static readonly string[] Own = ["outputs", "logs", "user_logs"];

    private TrialFolder(string path) => Path = path;

    /// <summary>Absolute path: the trial's working folder.</summary>
    public string Path { get; }

    /// <summary>Kept as the job's artifacts.</summary>
    public string Outputs => System.IO.Path.Combine(Path, "outputs");

    /// <summary>Standard output and standard error of an attempt.</summary>
    public string Log(int attempt) =>
        System.IO.Path.Combine(
            Path,
            "user_logs",
            attempt == 1
                ? "std_log.txt"
                : string.Create(CultureInfo.InvariantCulture, $"std_log_retry_{attempt - 1}.txt")
        );

    /// <summary>Where a declared output is written.</summary>
    public string Output(string name) => System.IO.Path.Combine(Path, "named-outputs", name);

    /// <summary>The folder of trial <paramref name="number"/>, not yet made.</summary>
    public static TrialFolder Of(string jobFolder, int number) =>
        new(System.IO.Path.Combine(jobFolder, "trials", number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Makes what is missing; a second call, or a kill in between, does no harm.</summary>
    /// <param name="code">The snapshot's folder.</param>
    /// <param name="files">Its files, relative.</param>
    /// <param name="outputs">Names of the declared outputs.</param>
    public void Make(string code, IReadOnlyList<string> files, IEnumerable<string> outputs)
    {
        Directory.CreateDirectory(Path);
        foreach (var name in Own)
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Path, name));
        }
        foreach (var name in outputs)
        {
            Directory.CreateDirectory(Output(name));
        }
        foreach (var file in files)
        {
            var link = System.IO.Path.Combine(Path, file);
            var parent = System.IO.Path.GetDirectoryName(link)!;
            if (parent.Length > Path.Length)
            {
                Directory.CreateDirectory(parent);
            }
            // A link that leads nowhere does not exist, and yet is there.
            if (!System.IO.Path.Exists(link) && new FileInfo(link).LinkTarget is null)
            {
                // Relative, because a home may be moved.
                var original = System.IO.Path.Combine(code, file);
                File.CreateSymbolicLink(link, System.IO.Path.GetRelativePath(parent, original));
            }
        }
    }
}
