using Attune.Jobs;

namespace Attune.Workspace.JobFiles.References;

/// <summary>A file or folder that a job names on the machine where it was written, and that has to travel with it.</summary>
/// <param name="Part">What it is called on the way: <c>code</c>, or <c>inputs.NAME</c>.</param>
/// <param name="Path">As the job writes it, without <c>file:</c>.</param>
/// <param name="Field">Where it stands in the job file.</param>
/// <param name="MayBeFile">Whether a file will do.</param>
/// <param name="MayBeFolder">Whether a folder will do.</param>
public sealed record SentFile(string Part, string Path, string Field, bool MayBeFile, bool MayBeFolder);

/// <summary>Jobs that come from another machine, with the files that they name.</summary>
public static class SentFiles
{
    /// <summary>What has to be sent with a job: its code and its local data.</summary>
    public static IReadOnlyList<SentFile> Of(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        // Of an input in a datastore the path starts there.
        var stored = job
            .Inputs.Where(input => input.Value.Datastore is not null)
            .Select(input => $"inputs.{input.Key}.path")
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. JobReferences
                .Of(job)
                .Where(each =>
                    each.Reference.Kind == ReferenceKind.Local
                    && !stored.Contains(each.Path)
                    && each.Use
                        is ReferenceUse.Code
                            or ReferenceUse.Data
                            or ReferenceUse.DataFile
                            or ReferenceUse.DataFolder
                )
                .Select(each => new SentFile(
                    PartOf(each),
                    each.Reference.Path,
                    each.Path,
                    each.Use != ReferenceUse.DataFolder,
                    each.Use != ReferenceUse.DataFile
                )),
        ];
    }

    /// <summary>The job with other places in stead of those that were sent.</summary>
    /// <param name="job">The job.</param>
    /// <param name="places">Parts with the places where they are kept.</param>
    public static Job Moved(Job job, IReadOnlyDictionary<string, string> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(job);
        var moved = job with
        {
            Inputs = new ValueMap<JobInput>(
                job.Inputs.Select(input =>
                    places.TryGetValue("inputs." + input.Key, out var place)
                        ? KeyValuePair.Create(input.Key, input.Value with { Path = place })
                        : input
                )
            ),
        };
        return !places.TryGetValue("code", out var code) ? moved
            : moved is SweepJob sweep ? sweep with { Trial = sweep.Trial with { Code = code } }
            : moved is CommandJob command ? command with { Code = code }
            : moved;
    }

    // inputs.data.path is sent as inputs.data; trial.code and code as code.
    private static string PartOf(JobReference reference) =>
        reference.Use == ReferenceUse.Code ? "code" : reference.Path[..^".path".Length];
}
