using Attune.Jobs;
using Attune.Studio.Pages.Files;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Pages.Models;

/// <summary>A trial whose outputs may be registered as a model.</summary>
/// <param name="Job">Its job.</param>
/// <param name="Trial">The trial.</param>
/// <param name="IsBest">Whether it is the best of its sweep.</param>
/// <param name="Value">Its objective in words; null when it has none.</param>
/// <param name="Choices">What can be registered: <c>outputs</c>, and the files and folders in it.</param>
internal sealed record ModelSource(
    JobRecord Job,
    TrialRow Trial,
    bool IsBest,
    string? Value,
    IReadOnlyList<string> Choices
)
{
    private const string Outputs = "outputs";
    private const int MostChoices = 200;

    /// <summary>What is most likely meant: a folder that says it is a model, or one named so, else all outputs.</summary>
    public string Likely { get; init; } = Outputs;

    /// <summary>The address of a choice, as the registry keeps it.</summary>
    public string AddressOf(string choice) =>
        choice == Outputs ? $"runs:/{Trial.Name}" : $"runs:/{Trial.Name}/{choice[(Outputs.Length + 1)..]}";

    /// <summary>Absolute path of a choice; null when there is no such file or folder, or a link is on the way.</summary>
    public string? Find(string choice)
    {
        var names = choice.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return
            names is [Outputs, ..]
            && new JobTree(Trial.Folder).Find(string.Join('/', names)) is { } path
            && Path.Exists(path)
            ? path
            : null;
    }

    /// <summary>Looks for the source.</summary>
    /// <param name="catalog">The jobs.</param>
    /// <param name="job">The job's name.</param>
    /// <param name="trial">The trial's number; null for the best of a sweep, or the only one of a command job.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>The source, or why there is none, as a sentence.</returns>
    public static async Task<(ModelSource? Source, string? Problem)> FindAsync(
        JobCatalog catalog,
        string job,
        int? trial,
        CancellationToken cancellationToken
    )
    {
        if (await catalog.WatchAsync(job, cancellationToken).ConfigureAwait(false) is not { } watch)
        {
            return (null, $"There is no job '{job}'.");
        }
        var best = watch.Job.Job is SweepJob ? watch.Best : (watch.Trials.Count > 0 ? watch.Trials[0] : null);
        var row =
            trial is not { } number ? best
            : number >= 0 && number < watch.Trials.Count ? watch.Trials[number]
            : null;
        if (row is null)
        {
            return (
                null,
                trial is null
                    ? $"No trial of '{job}' has a value yet, so none is the best. Choose a trial by its number."
                    : $"'{job}' has no trial {trial}; it has {Words.Count(watch.Trials.Count, "trial")}, counted from 0."
            );
        }
        var tree = new JobTree(row.Folder);
        var entries = tree.List(Outputs) ?? [];
        if (entries.Count == 0)
        {
            return (
                null,
                $"Trial {row.Number} of '{job}' left nothing in its outputs folder, so there is nothing to register. A script keeps what it writes to ./outputs."
            );
        }
        var likely =
            entries.FirstOrDefault(entry =>
                entry.IsFolder && tree.Find(entry.Path + "/MLmodel") is { } file && File.Exists(file)
            )
            ?? entries.FirstOrDefault(entry => entry is { IsFolder: true, Name: "model" })
            ?? (entries.Count == 1 ? entries[0] : null);
        return (
            new ModelSource(
                watch.Job,
                row,
                row == best,
                watch.Objective is { } objective && !double.IsNaN(row.Value)
                    ? $"{objective.Metric} {Words.Value(row.Value)}"
                    : null,
                [Outputs, .. entries.Take(MostChoices).Select(entry => entry.Path)]
            )
            {
                Likely = likely?.Path ?? Outputs,
            },
            null
        );
    }
}
