using System.Text;

namespace Attune.Jobs;

/// <summary>What holds for the commands of jobs: a command job's own and a sweep's trial.</summary>
internal static class CommandValidation
{
    public static IEnumerable<Problem> Problems(CommandJob job) =>
        [
            .. JobValidation.Problems(job),
            .. Command(job.Command, "command"),
            .. Variables(job.EnvironmentVariables, "environment_variables"),
            .. CloudValidation.Environment(job.Environment, "environment"),
            .. CloudValidation.Layout(job.Distribution, "distribution"),
            .. Seconds(job.Limits.Timeout, "limits.timeout"),
            .. MetricSourceValidation.Problems(job.Attune.Metrics, "attune.metrics"),
            .. Slots(job.Attune),
        ];

    public static IEnumerable<Problem> Problems(TrialSpec trial, string path) =>
        [
            .. Command(trial.Command, $"{path}.command"),
            .. Variables(trial.EnvironmentVariables, $"{path}.environment_variables"),
            .. CloudValidation.Environment(trial.Environment, $"{path}.environment"),
            .. CloudValidation.Layout(trial.Distribution, $"{path}.distribution"),
            .. CloudValidation.Resources(trial.Resources, $"{path}.resources"),
            .. CloudValidation.Queue(trial.QueueSettings, $"{path}.queue_settings"),
        ];

    public static IEnumerable<Problem> Seconds(double? seconds, string path)
    {
        if (seconds is { } value && !(value > 0 && value <= 1e9))
        {
            yield return new Problem(
                path,
                FormattableString.Invariant($"A time limit is a number of seconds above 0, not {value}."),
                "leave it out for no limit"
            );
        }
    }

    public static IEnumerable<Problem> Slots(int retries, int gpus, double cpus, string? memory)
    {
        if (retries < 0)
        {
            yield return new Problem("attune.retries", $"Retries are counted from 0, not {retries}.");
        }
        if (gpus < 0)
        {
            yield return new Problem("attune.gpus_per_trial", $"A trial has 0 or more GPUs, not {gpus}.");
        }
        if (!(cpus > 0))
        {
            yield return new Problem(
                "attune.cpus_per_trial",
                FormattableString.Invariant($"A trial needs more than 0 processor cores, not {cpus}.")
            );
        }
        if (memory is not null && !ByteSize.TryParse(memory, out _))
        {
            yield return new Problem(
                "attune.memory_per_trial",
                $"'{memory}' is not a size.",
                "write a number and one of b, k, m, g, such as 2g"
            );
        }
    }

    private static IEnumerable<Problem> Slots(CommandExtensions own) =>
        Slots(own.Retries, own.GpusPerTrial, own.CpusPerTrial, own.MemoryPerTrial);

    private static IEnumerable<Problem> Command(string command, string path)
    {
        if (string.IsNullOrWhiteSpace(command))
        {
            yield return new Problem(
                path,
                "The command is empty.",
                "write what a shell is to run, such as python train.py"
            );
        }
        else if (command.Contains('\0', StringComparison.Ordinal))
        {
            yield return new Problem(path, "The command holds the character NUL.");
        }
        else if (Encoding.UTF8.GetByteCount(command) is > CommandJob.MaxCommandBytes and var bytes)
        {
            yield return new Problem(
                path,
                FormattableString.Invariant(
                    $"The command has {bytes} bytes; a system takes at most about {CommandJob.MaxCommandBytes}."
                ),
                "put it into a script beside the code, and let the command run that"
            );
        }
    }

    private static IEnumerable<Problem> Variables(ValueMap<string?> variables, string path)
    {
        foreach (var (name, value) in variables)
        {
            if (name.Length == 0 || name.AsSpan().IndexOfAny('=', '\0') >= 0)
            {
                yield return new Problem(
                    $"{path}.{name}",
                    $"'{name}' cannot be the name of an environment variable."
                );
            }
            if (value?.Contains('\0', StringComparison.Ordinal) == true)
            {
                yield return new Problem($"{path}.{name}", "The value holds the character NUL.");
            }
            if (value?.Contains("${{", StringComparison.Ordinal) == true)
            {
                yield return new Problem(
                    $"{path}.{name}",
                    "An expression is replaced in a command only; this variable holds the text as it is written.",
                    "use the expression in the command",
                    Severity.Warning
                );
            }
        }
    }
}
