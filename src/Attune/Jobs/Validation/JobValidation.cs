using System.Text.RegularExpressions;

namespace Attune.Jobs;

/// <summary>What holds for every kind of job.</summary>
internal static partial class JobValidation
{
    public static IEnumerable<Problem> Problems(Job job) =>
        [
            .. Name(job),
            .. Names(job.Inputs.Keys, "inputs", "input"),
            .. Names(job.Outputs.Keys, "outputs", "output"),
            .. job.Inputs.SelectMany(input => Input($"inputs.{input.Key}", input.Value)),
            .. job.Outputs.SelectMany(output => Output($"outputs.{output.Key}", output.Value)),
            .. Cloud(job),
            .. CloudValidation.Queue(job.QueueSettings, "queue_settings"),
            .. CloudValidation.Resources(job.Resources, "resources"),
        ];

    private static IEnumerable<Problem> Name(Job job)
    {
        if (job.Name is { } name && !ValidJobName().IsMatch(name))
        {
            yield return new Problem(
                "name",
                $"'{name}' cannot be a job's name.",
                "use letters, digits, '-', '_' and '.', at most 200, a letter or digit first; display_name may hold anything"
            );
        }
    }

    private static IEnumerable<Problem> Names(IEnumerable<string> names, string path, string noun) =>
        names
            .Where(name => !ValidVariable().IsMatch(name))
            .Select(name => new Problem(
                $"{path}.{name}",
                $"'{name}' cannot be the name of an {noun}.",
                "use letters, digits and underscores, no digit first"
            ));

    private static IEnumerable<Problem> Input(string path, JobInput input)
    {
        if (input.Value is { } value && input is not { Path: null, Type: null, Mode: null, Datastore: null })
        {
            yield return new Problem(
                path,
                $"An input is a value or data, not both: it has the value '{value}' and keys of data."
            );
        }
        if (input.Path is null && (input.Type ?? (object?)input.Mode ?? input.Datastore) is not null)
        {
            yield return new Problem(
                path,
                "This input describes data but says not where: 'path' is missing."
            );
        }
        if (
            input.Value?.ToString() is { } text
            && (text.Contains('\0', StringComparison.Ordinal) || text.Length > 100_000)
        )
        {
            yield return new Problem(
                path,
                text.Length > 100_000
                    ? $"A value of {text.Length} characters is too long for a command's environment."
                    : "A value cannot hold the character NUL.",
                "put it into a file and make that the input"
            );
        }
        if (input.Type is DataType.Mltable || input.Mode is InputMode.EvalMount or InputMode.EvalDownload)
        {
            yield return new Problem(
                path,
                "accepted; the table description is not evaluated: the script gets the path of its folder.",
                Severity: Severity.Notice
            );
        }
    }

    private static IEnumerable<Problem> Output(string path, JobOutput output)
    {
        if ((output.Name ?? output.Version) is not null)
        {
            yield return new Problem(
                output.Name is null ? $"{path}.version" : $"{path}.name",
                "accepted; the output is kept in the job's folder and is not registered as an asset.",
                Severity: Severity.Notice
            );
        }
    }

    private static IEnumerable<Problem> Cloud(Job job)
    {
        if (
            job.Compute is { } compute
            && !string.Equals(compute, "local", StringComparison.OrdinalIgnoreCase)
        )
        {
            yield return new Problem(
                "compute",
                $"'{compute}' is accepted; the job runs on this machine.",
                Severity: Severity.Notice
            );
        }
        if (job.Identity is not null)
        {
            yield return new Problem(
                "identity",
                "accepted; the job runs as the user who started Attune.",
                Severity: Severity.Notice
            );
        }
        foreach (var service in job.Services.Keys)
        {
            yield return new Problem(
                $"services.{service}",
                "accepted; no interactive endpoint is started for a job.",
                Severity: Severity.Notice
            );
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}\z")]
    private static partial Regex ValidJobName();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex ValidVariable();
}
