namespace Attune.Jobs;

/// <summary>What a job asks of a cloud: refused where the result would differ, else accepted with a sentence on what it does here.</summary>
internal static class CloudValidation
{
    public static IEnumerable<Problem> Queue(QueueSettings? queue, string path)
    {
        if (queue is not null)
        {
            yield return Notice(path, "accepted; this machine has one queue, so it changes nothing.");
        }
    }

    public static IEnumerable<Problem> Resources(ResourceSpec? resources, string path)
    {
        if (resources is null)
        {
            yield break;
        }
        if (resources.InstanceCount is { } count && count != 1)
        {
            yield return count < 1
                ? new Problem($"{path}.instance_count", $"A trial needs at least 1 machine, not {count}.")
                : new Problem(
                    $"{path}.instance_count",
                    $"A trial over {count} machines is not possible: a trial runs on one.",
                    "set it to 1, or leave it out"
                );
        }
        if (resources.InstanceType is { } type)
        {
            yield return Notice(
                $"{path}.instance_type",
                $"'{type}' is accepted; the trials run on this machine as it is."
            );
        }
        if (resources.MaxInstanceCount is not null)
        {
            yield return Notice(
                $"{path}.max_instance_count",
                "accepted; a trial runs on one machine, so it changes nothing."
            );
        }
        if (resources.Locations.Count > 0)
        {
            yield return Notice($"{path}.locations", "accepted; the trials run on this machine.");
        }
        if (resources.ShmSize is { } size)
        {
            yield return ByteSize.TryParse(size, out _)
                ? Notice($"{path}.shm_size", "accepted; it applies only to trials in a container.")
                : new Problem(
                    $"{path}.shm_size",
                    $"'{size}' is not a size.",
                    "write a number and one of b, k, m, g, such as 2g"
                );
        }
        if (resources.DockerArgs is not null)
        {
            yield return Notice(
                $"{path}.docker_args",
                "accepted; it is not passed on: trials are started without it."
            );
        }
        if (resources.Properties is not null)
        {
            yield return Notice(
                $"{path}.properties",
                "accepted and kept; it means something to a cloud only."
            );
        }
    }

    public static IEnumerable<Problem> Layout(ProcessLayout? layout, string path)
    {
        if (layout is null)
        {
            yield break;
        }
        if (layout is RayLayout)
        {
            yield return new Problem(
                path,
                "A Ray cluster is not started for a trial.",
                "leave 'distribution' out; the script can start Ray on this machine itself"
            );
        }
        else if (layout.Processes < 1)
        {
            yield return new Problem(path, $"At least one process is needed, not {layout.Processes}.");
        }
        else if (layout.Processes > 1)
        {
            yield return new Problem(
                path,
                $"A trial is one process; {layout.Processes} processes are not started for it.",
                "leave 'distribution' out and start them in the command, with mpirun or torchrun"
            );
        }
        else
        {
            yield return Notice(
                path,
                "accepted; a single process needs no launcher, so the command runs as it is."
            );
        }
    }

    public static IEnumerable<Problem> Environment(EnvironmentSpec? environment, string path)
    {
        if (environment is null)
        {
            yield break;
        }
        if (environment is { Name: null, Image: null, CondaFile: null, Build: null })
        {
            yield return new Problem(
                path,
                "The environment says nothing.",
                "give a name, an image, a conda_file or a build"
            );
        }
        if (
            environment.Name is { } name
            && (
                name.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            yield return new Problem(
                path,
                $"'{name}' is a file; the file of an environment is not read.",
                "write here what the file says: image, conda_file or build"
            );
        }
        if (environment is { Image: not null, Build: not null })
        {
            yield return new Problem(
                path,
                "An environment has an image or builds one, not both.",
                "remove 'image' or 'build'"
            );
        }
        if (environment.Version is not null)
        {
            yield return Notice(
                $"{path}.version",
                "accepted and kept; an inline environment is taken as it is written."
            );
        }
        if (
            environment.OsType is { } system
            && !string.Equals(system, "linux", StringComparison.OrdinalIgnoreCase)
        )
        {
            yield return new Problem(
                $"{path}.os_type",
                $"'{system}' is not possible.",
                "only linux images are run"
            );
        }
    }

    private static Problem Notice(string path, string message) =>
        new(path, message, Severity: Severity.Notice);
}
