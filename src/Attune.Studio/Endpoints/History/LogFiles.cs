using Attune.Jobs;
using Attune.Studio.Endpoints.Arm;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Endpoints.History;

/// <summary>The logs of runs: of a trial what it printed and wrote to <c>logs</c>, of a sweep what was decided.</summary>
internal static class LogFiles
{
    /// <summary>The log of a sweep, by the name that clients look for.</summary>
    public const string Sweep = "azureml-logs/hyperdrive.txt";

    private const int Most = 200;

    private static readonly string[] Folders = ["user_logs", "logs"];
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The paths of a run's logs.</summary>
    /// <param name="job">The job.</param>
    /// <param name="trial">The trial; null for the job itself.</param>
    public static IEnumerable<string> Of(JobWatch job, TrialRow? trial) =>
        trial is not null ? InFolder(trial.Folder)
        : job.Job.Job is SweepJob ? [Sweep]
        : InFolder(job.Folder.Trial(0));

    /// <summary>An address at which a log can be read for a while.</summary>
    public static string Address(ArmParts arm, ArmCall call, string run, string path)
    {
        var target = $"/history/v1.0{call.WorkspaceId}/runs/{run}/logs/{path}";
        var escaped = string.Join('/', target.Split('/').Select(Uri.EscapeDataString));
        return $"{call.Base}{escaped}?{arm.Links.Query(target, mayWrite: false, Lifetime)}";
    }

    /// <summary>Whether a path may be read as a log.</summary>
    public static bool IsLog(IReadOnlyList<string> names) => names.Count > 1 && Folders.Contains(names[0]);

    private static IEnumerable<string> InFolder(string folder) =>
        Folders
            .Select(name => new DirectoryInfo(Path.Combine(folder, name)))
            .Where(logs => logs.Exists && logs.LinkTarget is null)
            .SelectMany(logs =>
                logs.EnumerateFiles(
                    "*",
                    new EnumerationOptions
                    {
                        RecurseSubdirectories = true,
                        AttributesToSkip = FileAttributes.ReparsePoint,
                    }
                )
            )
            .Take(Most)
            .Select(file =>
                Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/')
            )
            .Order(StringComparer.Ordinal);
}
