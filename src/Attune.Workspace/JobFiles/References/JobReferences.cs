using Attune.Jobs;

namespace Attune.Workspace.JobFiles.References;

/// <summary>A reference of a job with its place and use.</summary>
/// <param name="Path">Where it stands in the job file.</param>
/// <param name="Reference">The reference.</param>
/// <param name="Use">What is done with it.</param>
internal sealed record JobReference(string Path, Reference Reference, ReferenceUse Use);

/// <summary>What a reference is used for, which decides what it may lead to.</summary>
internal enum ReferenceUse
{
    /// <summary>Code: a local folder or file.</summary>
    Code,

    /// <summary>Data to read: anything that can be fetched.</summary>
    Data,

    /// <summary>Data to read that must be a file.</summary>
    DataFile,

    /// <summary>Data to read that must be a folder.</summary>
    DataFolder,

    /// <summary>A local file to read.</summary>
    File,

    /// <summary>A local folder to read.</summary>
    Folder,

    /// <summary>A place to write to, which need not be there yet.</summary>
    Output,
}

/// <summary>Finds and judges the references of jobs.</summary>
internal static class JobReferences
{
    /// <summary>All references of a job.</summary>
    public static IEnumerable<JobReference> Of(Job job)
    {
        var (code, environment, prefix) = job switch
        {
            SweepJob sweep => (sweep.Trial.Code, sweep.Trial.Environment, "trial."),
            CommandJob command => (command.Code, command.Environment, ""),
            _ => (null, null, ""),
        };
        return new[]
        {
            One($"{prefix}code", code, ReferenceUse.Code),
            One($"{prefix}environment.conda_file", environment?.CondaFile?.Path, ReferenceUse.File),
            One($"{prefix}environment.build.path", environment?.Build?.Path, ReferenceUse.Folder),
        }
            .Concat(
                job.Inputs.Select(input =>
                    One($"inputs.{input.Key}.path", input.Value.Path, Use(input.Value))
                )
            )
            .Concat(
                job.Outputs.Select(output =>
                    One($"outputs.{output.Key}.path", output.Value.Path, ReferenceUse.Output)
                )
            )
            .OfType<JobReference>();
    }

    /// <summary>Problems of the references' form, and of local ones that are not there.</summary>
    /// <param name="job">The job.</param>
    /// <param name="folder">The folder of the job file; null when there is none, and then no file is looked for.</param>
    public static IEnumerable<Problem> Check(Job job, string? folder) =>
        [
            .. Of(job).SelectMany(each => Form(each).Concat(folder is null ? [] : Missing(each, folder))),
            .. job
                .Inputs.Where(input => input.Value.Datastore is not null)
                .Select(input =>
                    Notice(
                        $"inputs.{input.Key}.datastore",
                        $"The datastore '{input.Value.Datastore}' is a cloud's."
                    )
                ),
        ];

    /// <summary>Problems at submission: what is mapped to nothing.</summary>
    public static IEnumerable<Problem> CheckMapped(Job job, ReferenceMap map) =>
        [
            .. Of(job)
                .Where(each =>
                    each.Reference.Kind == ReferenceKind.Cloud && map.Place(each.Reference.Text) is null
                )
                .Select(each => Unmapped(each.Path, each.Reference.Text)),
            .. job
                .Inputs.Where(input =>
                    input.Value.Datastore is { } store
                    && map.Place($"azureml://datastores/{store}/paths/{input.Value.Path}") is null
                )
                .Select(input =>
                    Unmapped(
                        $"inputs.{input.Key}.datastore",
                        $"azureml://datastores/{input.Value.Datastore}/paths/{input.Value.Path}"
                    )
                ),
            .. EnvironmentMapped(job, map),
        ];

    private static IEnumerable<Problem> EnvironmentMapped(Job job, ReferenceMap map)
    {
        var (environment, path) = job switch
        {
            SweepJob sweep => (sweep.Trial.Environment, "trial.environment"),
            CommandJob command => (command.Environment, "environment"),
            _ => (null, ""),
        };
        if (
            environment is { Name: { } name, Image: null, CondaFile: null, Build: null }
            && map.Environment(name) is null
        )
        {
            yield return new Problem(
                path,
                $"The environment '{name}' means nothing on this machine: the command runs in this machine's own environment.",
                "map the name in the settings, under environments",
                Severity.Warning
            );
        }
    }

    private static IEnumerable<Problem> Form(JobReference each)
    {
        var (path, reference, use) = each;
        if (reference.Path.Length == 0)
        {
            yield return new Problem(path, "The path is empty.");
        }
        else if (reference.Path.Contains('\0', StringComparison.Ordinal))
        {
            yield return new Problem(path, "A path cannot hold the character NUL.");
        }
        else if (reference.Kind == ReferenceKind.Git)
        {
            yield return new Problem(
                path,
                $"'{reference.Text}' is a git address, which is not fetched.",
                "clone it, and give the folder's path"
            );
        }
        else if (reference.Kind == ReferenceKind.Unknown)
        {
            yield return new Problem(
                path,
                $"'{reference.Text}' is an address of a kind that is not known.",
                "use a path, file: or http(s)://"
            );
        }
        else if (
            reference.Kind == ReferenceKind.Web
            && use is not (ReferenceUse.Data or ReferenceUse.DataFile or ReferenceUse.DataFolder)
        )
        {
            yield return new Problem(
                path,
                $"'{reference.Text}' is on the web; a path on this machine is needed here.",
                "download it first"
            );
        }
        else if (reference.Kind == ReferenceKind.Web && use == ReferenceUse.DataFolder)
        {
            yield return new Problem(
                path,
                "A folder on the web cannot be listed.",
                "name each file as an input of type uri_file"
            );
        }
        else if (reference.Kind == ReferenceKind.Cloud)
        {
            yield return Notice(path, $"'{reference.Text}' can be resolved by a cloud only.");
        }
    }

    private static IEnumerable<Problem> Missing(JobReference each, string folder)
    {
        if (
            each.Reference is not { Kind: ReferenceKind.Local, Path.Length: > 0 } reference
            || reference.Path.Contains('\0', StringComparison.Ordinal)
        )
        {
            yield break;
        }
        var full = reference.Resolve(folder);
        var (isFile, isFolder) = (File.Exists(full), Directory.Exists(full));
        if (each.Use == ReferenceUse.Output)
        {
            yield break;
        }
        if (!isFile && !isFolder)
        {
            yield return new Problem(each.Path, $"'{reference.Text}' is not there.", $"looked for {full}");
        }
        else if (isFolder && each.Use is ReferenceUse.DataFile or ReferenceUse.File)
        {
            yield return new Problem(
                each.Path,
                $"'{reference.Text}' is a folder; a file is needed here.",
                $"looked at {full}"
            );
        }
        else if (isFile && each.Use is ReferenceUse.DataFolder or ReferenceUse.Folder)
        {
            yield return new Problem(
                each.Path,
                $"'{reference.Text}' is a file; a folder is needed here.",
                each.Use == ReferenceUse.DataFolder
                    ? "set 'type: uri_file', or name its folder"
                    : $"looked at {full}"
            );
        }
    }

    private static ReferenceUse Use(JobInput input) =>
        input.Type switch
        {
            DataType.UriFile => ReferenceUse.DataFile,
            DataType.UriFolder or DataType.Mltable or DataType.MlflowModel or DataType.TritonModel =>
                ReferenceUse.DataFolder,
            _ => ReferenceUse.Data,
        };

    private static JobReference? One(string path, string? text, ReferenceUse use) =>
        text is null ? null : new JobReference(path, Reference.Parse(text), use);

    private static Problem Notice(string path, string message) =>
        new(
            path,
            message,
            "it passes here; at submission it must be mapped in the settings",
            Severity.Notice
        );

    private static Problem Unmapped(string path, string text) =>
        new(
            path,
            $"'{text}' can be resolved by a cloud only, and nothing is mapped to it.",
            "map it in the settings, or use a path"
        );
}
