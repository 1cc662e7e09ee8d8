using System.Text;
using System.Text.Json;
using Attune.Jobs;
using Attune.Jobs.Shapes;
using Attune.Workspace.JobFiles.Binding;
using Attune.Workspace.JobFiles.Expressions;
using Attune.Workspace.JobFiles.References;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles;

/// <summary>Reads job files: YAML (or JSON, which is YAML too) in the words of Azure Machine Learning's CLI. Thread-safe.</summary>
/// <remarks>Plain scalars are read by the core schema of YAML 1.2. Every problem is gathered, each with its place; nothing is thrown at
/// what a file may hold. Limits: 1 MB, 64 levels, 10,000 values with aliases written out.</remarks>
public static class JobFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides"><c>key=value</c> pairs that replace parts of it: <c>limits.max_total_trials=4</c>, <c>search_space.lr.values=[1,2]</c>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<JobFileResult> ReadAsync(
        string path,
        IReadOnlyList<string>? overrides = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        byte[] bytes;
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && info.Length > YamlReader.MostBytes)
            {
                return Unreadable(path, folder, "The file is larger than 1 MB, which no job file is.", null);
            }
            bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Unreadable(
                path,
                folder,
                Directory.Exists(path) ? "This is a folder; a job file is needed."
                    : exception is FileNotFoundException or DirectoryNotFoundException
                        ? "There is no such file."
                    : $"The file cannot be read: {exception.Message}",
                $"looked for {Path.GetFullPath(path)}"
            );
        }
        return Read(bytes, path, folder, overrides);
    }

    /// <summary>Reads text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in problems.</param>
    /// <param name="folder">The folder that relative paths start from; null to look for no file.</param>
    /// <param name="overrides">As for <see cref="ReadAsync"/>.</param>
    public static JobFileResult ReadText(
        string text,
        string name = "job.yml",
        string? folder = null,
        IReadOnlyList<string>? overrides = null
    )
    {
        var (job, sorted) = ReadAll(text, name, folder, overrides);
        return new(sorted.Any(problem => problem.Severity == Severity.Error) ? null : job, sorted, folder);
    }

    /// <summary>As <see cref="ReadText"/>, with the job also where something is wrong with it, as long as it is one: other rules judge it too, so
    /// that all problems are said at once.</summary>
    internal static (Job? Job, IReadOnlyList<Problem> Problems) ReadAll(
        string text,
        string name,
        string? folder,
        IReadOnlyList<string>? overrides
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new List<Problem>();
        var job =
            text.Contains('\0', StringComparison.Ordinal) ? Binary(name, problems)
            : YamlReader.Read(text, name, problems) is { } document
                ? Read(document, text, folder, overrides ?? [], problems)
            : null;
        return (job, JobFileProblems.Sort(problems, name));
    }

    /// <summary>Every problem of a job that came from no file: of the job itself, the forms of its references, and its command's expressions.</summary>
    /// <param name="job">The job.</param>
    /// <returns>Errors, warnings and notices, with paths as in a job file.</returns>
    public static IReadOnlyList<Problem> Check(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var command = CommandTemplate.Of(job);
        return
        [
            .. job.Validate(),
            // Whether a cloud's name means something here, is judged when the job is handed in.
            .. JobReferences.Check(job, null).Where(problem => problem.Severity != Severity.Notice),
            .. command.Length > CommandJob.MaxCommandBytes
                ? []
                : command
                    .Check()
                    .Select(finding => new Problem(
                        finding.Parameter is { } parameter ? $"search_space.{parameter}"
                            : job is SweepJob ? "trial.command"
                            : "command",
                        finding.Message,
                        finding.Hint,
                        finding.Severity
                    )),
        ];
    }

    /// <summary>What stands in the way of running a job on this machine: references that only a cloud could resolve and that are mapped to nothing.</summary>
    /// <param name="job">The job.</param>
    /// <param name="map">What the settings map them to.</param>
    /// <returns>Errors, and a warning for an environment whose name means nothing here.</returns>
    public static IReadOnlyList<Problem> CheckForSubmission(Job job, ReferenceMap map)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(map);
        return [.. JobReferences.CheckMapped(job, map)];
    }

    private static JobFileResult Read(
        byte[] bytes,
        string path,
        string? folder,
        IReadOnlyList<string>? overrides
    )
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return ReadText(text.TrimStart('\uFEFF'), path, folder, overrides);
        }
        catch (DecoderFallbackException)
        {
            return Unreadable(path, folder, "The file is not UTF-8 text.", "save it as UTF-8");
        }
    }

    private static Job? Read(
        YamlNode document,
        string text,
        string? folder,
        IReadOnlyList<string> overrides,
        List<Problem> problems
    )
    {
        var root = Overrides.Apply(document, overrides, problems);
        if (JobKind.Of(root, problems) is not { } kind)
        {
            return null;
        }
        var json = new JobBinder(problems).Bind(kind.Shape, kind.Root, "");
        if (json is null)
        {
            return null;
        }
        var bound = problems.ToList();
        Job job;
        try
        {
            json[JobShapes.Job.Discriminator] = kind.Name;
            job = JsonSerializer.Deserialize<Job>(json, JobJson.Options)!;
        }
        catch (JsonException exception)
        {
            // What the binder lets through fits the records; should it not, the file is still only refused.
            problems.Add(
                new Problem(
                    (exception.Path ?? "").TrimStart('$', '.'),
                    "This part of the file cannot be read."
                )
            );
            return null;
        }
        problems.AddRange(
            job.Validate()
                .Concat(JobReferences.Check(job, folder))
                .Where(problem => !JobFileProblems.FollowsFrom(problem.Path, bound))
                .Select(problem => JobFileProblems.Placed(problem, root))
        );
        problems.AddRange(
            CommandProblems
                .Of(job, root, text)
                .Where(problem => !JobFileProblems.FollowsFrom(problem.Path, bound))
        );
        return job;
    }

    private static Job? Binary(string name, List<Problem> problems)
    {
        problems.Add(
            new Problem(
                "",
                "The file holds the character NUL: it is not text.",
                Where: new SourcePosition(name, 1, 1)
            )
        );
        return null;
    }

    private static JobFileResult Unreadable(string path, string? folder, string message, string? hint) =>
        new(null, [new Problem("", message, hint, Where: new SourcePosition(path, 1, 1))], folder);
}
