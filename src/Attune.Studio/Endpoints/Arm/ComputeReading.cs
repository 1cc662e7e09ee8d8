using Attune.Client.Protocols.Arm;
using Attune.Client.Protocols.Arm.Mapping;
using Attune.Workspace.Compute;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Reads compute from the protocol's words.</summary>
internal static class ComputeReading
{
    private const string Inner = "properties.properties";

    /// <summary>What a body asks for; null when it is of no type that is known, which has then been said.</summary>
    public static ComputeTarget? Read(ArmCall call, Resource<ComputeProperties> body, List<Problem> problems)
    {
        var inner = body.Properties?.Properties ?? new ComputeDetails();
        ComputeTarget asked;
        switch (body.Properties?.ComputeType?.ToUpperInvariant())
        {
            case "COMPUTEINSTANCE":
                asked = Instance(
                    new ComputeInstance { Name = call.Name, Owner = call.Person },
                    inner,
                    problems
                );
                break;
            case "AMLCOMPUTE":
                asked = Cluster(new ComputeCluster { Name = call.Name }, inner, problems);
                break;
            default:
                problems.Add(
                    new Problem(
                        "properties.computeType",
                        body.Properties?.ComputeType is { } other
                            ? $"Compute of type '{other}' is not had here."
                            : "'computeType' is missing.",
                        "ComputeInstance or AmlCompute"
                    )
                );
                return null;
        }
        asked = asked with
        {
            Description = body.Properties.Description,
            Size = inner.VmSize ?? asked.Size,
            Location = body.Location ?? asked.Location,
            Tags = body.Tags ?? [],
            CreatedBy = call.Caller,
        };
        problems.AddRange(asked.Validate().Select(Placed));
        return asked;
    }

    /// <summary>What is there with what a body changes.</summary>
    public static ComputeTarget Merge(
        ComputeTarget there,
        Resource<ComputeProperties> body,
        List<Problem> problems
    )
    {
        var inner = body.Properties?.Properties ?? new ComputeDetails();
        ComputeTarget asked = there switch
        {
            ComputeCluster cluster => Cluster(cluster, inner, problems),
            ComputeInstance instance => Instance(instance, inner, problems),
            _ => there,
        };
        asked = asked with
        {
            Description = body.Properties?.Description ?? there.Description,
            Tags = body.Tags ?? there.Tags,
        };
        problems.AddRange(asked.Validate().Select(Placed));
        return asked;
    }

    private static ComputeCluster Cluster(
        ComputeCluster cluster,
        ComputeDetails inner,
        List<Problem> problems
    ) =>
        cluster with
        {
            MinNodes = inner.ScaleSettings?.MinNodeCount ?? cluster.MinNodes,
            MaxNodes = inner.ScaleSettings?.MaxNodeCount ?? cluster.MaxNodes,
            IdleSeconds =
                Duration.Read(
                    inner.ScaleSettings?.NodeIdleTimeBeforeScaleDown,
                    $"{Inner}.scaleSettings.nodeIdleTimeBeforeScaleDown",
                    problems
                ) ?? cluster.IdleSeconds,
            LowPriority = inner.VmPriority is { } priority
                ? priority.Equals("LowPriority", StringComparison.OrdinalIgnoreCase)
                : cluster.LowPriority,
        };

    private static ComputeInstance Instance(
        ComputeInstance instance,
        ComputeDetails inner,
        List<Problem> problems
    ) =>
        instance with
        {
            IdleMinutesBeforeShutdown =
                Duration.Read(inner.IdleTimeBeforeShutdown, $"{Inner}.idleTimeBeforeShutdown", problems) / 60
                ?? instance.IdleMinutesBeforeShutdown,
            Schedules = inner.Schedules?.DeepClone() ?? instance.Schedules,
        };

    // The problems speak the words of the command line.
    private static Problem Placed(Problem problem) =>
        problem with
        {
            Path = problem.Path switch
            {
                "max_instances" => $"{Inner}.scaleSettings.maxNodeCount",
                "min_instances" => $"{Inner}.scaleSettings.minNodeCount",
                "idle_time_before_scale_down" => $"{Inner}.scaleSettings.nodeIdleTimeBeforeScaleDown",
                "idle_time_before_shutdown_minutes" => $"{Inner}.idleTimeBeforeShutdown",
                var other when other.StartsWith("schedules", StringComparison.Ordinal) => $"{Inner}.{other}",
                var other => other,
            },
        };
}
