using Attune.Workspace.Catalog;

namespace Attune.Cli.Jobs;

/// <summary>Copies a trial's files out of the home, laid out as <c>az ml job download</c> does.</summary>
internal static class Download
{
    private static readonly string[] Artifacts = ["outputs", "logs", "user_logs"];

    /// <summary>Copies.</summary>
    /// <param name="trial">The trial whose files are wanted; null for none.</param>
    /// <param name="job">The job's folder, for what belongs to the job as a whole; null for none.</param>
    /// <param name="target">The folder to copy into, made when missing.</param>
    /// <param name="outputs">The declared outputs that are wanted too; null for none, empty for all.</param>
    /// <returns>How many files were copied.</returns>
    public static int Copy(TrialRow? trial, JobFolder? job, string target, IReadOnlyList<string>? outputs)
    {
        Directory.CreateDirectory(target);
        var count = 0;
        if (trial is not null)
        {
            foreach (var name in Artifacts)
            {
                count += CopyTree(Path.Combine(trial.Folder, name), Path.Combine(target, "artifacts", name));
            }
            var named = Path.Combine(trial.Folder, "named-outputs");
            foreach (var name in outputs is null ? [] : Names(named, outputs))
            {
                count += CopyTree(Path.Combine(named, name), Path.Combine(target, "named-outputs", name));
            }
        }
        if (job is not null && File.Exists(Path.Combine(job.FullPath, "job.yml")))
        {
            var own = Path.Combine(target, "hd-artifacts");
            Directory.CreateDirectory(own);
            File.Copy(Path.Combine(job.FullPath, "job.yml"), Path.Combine(own, "job.yml"), overwrite: true);
            count++;
        }
        return count;
    }

    /// <summary>The names of a trial's declared outputs.</summary>
    public static IReadOnlyList<string> OutputsOf(TrialRow trial) =>
        [.. Names(Path.Combine(trial.Folder, "named-outputs"), [])];

    private static IEnumerable<string> Names(string folder, IReadOnlyList<string> wanted)
    {
        var all = Directory.Exists(folder)
            ? Directory
                .EnumerateFileSystemEntries(folder)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        return wanted.Count == 0 ? all : all.Where(wanted.Contains);
    }

    /// <summary>The parts of a job's folder that a download may need.</summary>
    public static IReadOnlyList<string> PathsOf(TrialRow? trial) =>
        [
            "job.yml",
            .. trial is null
                ? []
                : Artifacts
                    .Append("named-outputs")
                    .Select(name => FormattableString.Invariant($"trials/{trial.Number}/{name}")),
        ];

    /// <summary>Deletes what was fetched on the way.</summary>
    public static void Clear(string scratch)
    {
        if (Directory.Exists(scratch))
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Copies a file or folder; says how many files it was.</summary>
    public static int CopyTree(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true);
            return 1;
        }
        if (!Directory.Exists(from))
        {
            return 0;
        }
        Directory.CreateDirectory(to);
        var count = 0;
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            // A link to a folder may lead in a circle, or out of the trial: it is copied as the link that it is.
            if (entry is DirectoryInfo { LinkTarget: { } link })
            {
                if (!Path.Exists(target))
                {
                    File.CreateSymbolicLink(target, link);
                    count++;
                }
                continue;
            }
            count += CopyTree(entry.FullName, target);
        }
        return count;
    }
}
