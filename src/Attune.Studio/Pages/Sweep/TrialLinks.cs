using System.Globalization;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Pages.Sweep;

/// <summary>Where the pages of jobs and trials are, relative to the studio's root.</summary>
internal static class TrialLinks
{
    /// <summary>A trial's page.</summary>
    public static string Of(TrialRow trial) => Of(trial.Name[..trial.Name.LastIndexOf('_')], trial.Number);

    /// <summary>A trial's page.</summary>
    public static string Of(string job, int trial) =>
        string.Create(CultureInfo.InvariantCulture, $"jobs/{Uri.EscapeDataString(job)}/trials/{trial}");

    /// <summary>A trial's page, by the number as a chart tells it.</summary>
    public static string Of(string job, string trial) =>
        Of(job, int.Parse(trial, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>A job's page, or one of its tabs.</summary>
    public static string Job(string job, string? tab = null) =>
        $"jobs/{Uri.EscapeDataString(job)}" + (tab is null ? "" : "/" + tab);

    /// <summary>The trials of a job as a file.</summary>
    public static string Csv(string job) => $"csv/{Uri.EscapeDataString(job)}";

    /// <summary>A job as one HTML file.</summary>
    public static string Report(string job) => $"report/{Uri.EscapeDataString(job)}";

    /// <summary>A file of a job, as a download.</summary>
    public static string File(string job, string path) =>
        $"files/{Uri.EscapeDataString(job)}?path={Uri.EscapeDataString(path)}";
}
