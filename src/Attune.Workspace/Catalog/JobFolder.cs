using System.Globalization;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Catalog;

/// <summary>Where the parts of a job lie in the home. Nothing is made or read here.</summary>
public sealed class JobFolder
{
    /// <summary>The folder of a job.</summary>
    /// <param name="home">The home that holds it.</param>
    /// <param name="job">The job.</param>
    public JobFolder(Home home, JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(job);
        FullPath = Path.GetFullPath(Path.Combine(home.Root, job.Folder));
    }

    /// <summary>Absolute path of the job's folder.</summary>
    public string FullPath { get; }

    /// <summary>The folder of a trial.</summary>
    public string Trial(int number) =>
        Path.Combine(FullPath, "trials", number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The log of an attempt at a trial: what it printed. Attempts count from 1; 0 is taken as the first.</summary>
    public string Log(int number, int attempt) =>
        Path.Combine(
            Trial(number),
            "user_logs",
            attempt <= 1
                ? "std_log.txt"
                : string.Create(CultureInfo.InvariantCulture, $"std_log_retry_{attempt - 1}.txt")
        );

    /// <summary>Where an attempt's own state is written down.</summary>
    public string Attempt(int number, int attempt) =>
        Path.Combine(Trial(number), string.Create(CultureInfo.InvariantCulture, $".attempt-{attempt}"));
}
