using System.Text.RegularExpressions;
using Attune.Workspace.JobFiles;

namespace Attune.Corpus;

/// <summary>What the job-file reader says about every job file of a folder.</summary>
internal sealed partial class Judging
{
    private readonly string _folder;
    private readonly int _yaml;
    private readonly IReadOnlyList<(string File, JobFileResult Result)> _judged;

    private Judging(string folder, int yaml, IReadOnlyList<(string, JobFileResult)> judged) =>
        (_folder, _yaml, _judged) = (folder, yaml, judged);

    /// <summary>Judges the files that speak of a sweep or a command job; with <paramref name="all"/> every YAML file.</summary>
    public static async Task<Judging> OfAsync(string folder, bool all)
    {
        var files = Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".yml" or ".yaml")
            .Order(StringComparer.Ordinal)
            .ToList();
        var judged = new List<(string, JobFileResult)>();
        foreach (var file in files)
        {
            if (all || IsJob().IsMatch(await File.ReadAllTextAsync(file)))
            {
                judged.Add((Path.GetRelativePath(folder, file), await JobFile.ReadAsync(file)));
            }
        }
        return new(folder, files.Count, judged);
    }

    public void WriteProblems(TextWriter to)
    {
        foreach (var (file, result) in _judged)
        {
            to.WriteLine($"{file}: {(result.Job is null ? "refused" : "validates")}");
            foreach (var problem in result.Problems)
            {
                to.WriteLine($"  {problem with { Where = problem.Where! with { File = "" } }}");
            }
        }
    }

    public void WriteTable(TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"{Path.GetFileName(Path.TrimEndingDirectorySeparator(_folder))}: {_yaml} YAML files,");
        to.WriteLine($"{_judged.Count} of them speak of a sweep or a command job.");
        to.WriteLine();
        to.WriteLine("| Files | Outcome |");
        to.WriteLine("| ---: | --- |");
        var outcomes = _judged
            .GroupBy(each => Outcome(each.Result))
            .OrderBy(group => group.Key.StartsWith("refused", StringComparison.Ordinal))
            .ThenByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal);
        foreach (var outcome in outcomes)
        {
            to.WriteLine($"| {outcome.Count()} | {outcome.Key} |");
        }
    }

    // Files are grouped by what is wrong with them, whatever the names in it; a missing file is the checkout's fault before it is the job's.
    private static string Outcome(JobFileResult result)
    {
        if (result.Job is { } job)
        {
            return job is Jobs.SweepJob ? "validates: a sweep" : "validates: a command job";
        }
        var reasons = result.Errors.Select(problem => Names().Replace(problem.Message, "'…'")).Distinct();
        return "refused: " + string.Join(" ", reasons.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(
        @"(?:sweep|command)Job\.schema|^\s*""?type""?:\s*[""']?(?:sweep|command)\b|^\s*(?:search_space|sampling_algorithm):",
        RegexOptions.Multiline | RegexOptions.IgnoreCase
    )]
    private static partial Regex IsJob();

    [GeneratedRegex("'[^']*'|[0-9]+")]
    private static partial Regex Names();
}
