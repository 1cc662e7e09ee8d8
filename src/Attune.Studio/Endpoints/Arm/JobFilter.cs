using Attune.Jobs;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Which jobs a list shows.</summary>
/// <param name="IsArchived">Archived ones, others, or both (null).</param>
/// <param name="Type"><c>Sweep</c> or <c>Command</c>; null for all.</param>
/// <param name="Tag">A label, <c>name</c> or <c>name=value</c>; null for all.</param>
internal sealed record JobFilter(bool? IsArchived, string? Type, string? Tag)
{
    public static JobFilter Of(ArmCall call) =>
        new(ViewOf(call), Some(call.Query("jobType")), Some(call.Query("tag")));

    /// <summary>The archived mark that a list wants.</summary>
    public static bool? ViewOf(ArmCall call) =>
        call.Query("listViewType")?.ToUpperInvariant() switch
        {
            null or "" or "ACTIVEONLY" => false,
            "ARCHIVEDONLY" => true,
            "ALL" => null,
            _ => throw new ArmException(
                ArmError.Of(
                    400,
                    "BadRequest",
                    "The parameter listViewType is one of ActiveOnly, ArchivedOnly, All.",
                    "listViewType"
                )
            ),
        };

    public bool Takes(JobRecord job) =>
        (IsArchived is null || job.Archived == IsArchived)
        && (
            Type is null
            || Type.Equals(job.Job is SweepJob ? "Sweep" : "Command", StringComparison.OrdinalIgnoreCase)
        )
        && (Tag is null || HasTag(job.Job));

    private bool HasTag(Job job)
    {
        var parts = Tag!.Split('=', 2);
        return job.Tags.TryGetValue(parts[0], out var value) && (parts.Length == 1 || value == parts[1]);
    }

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
