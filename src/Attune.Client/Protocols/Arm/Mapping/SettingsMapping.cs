using System.Text.Json.Nodes;
using Attune.Jobs;

namespace Attune.Client.Protocols.Arm.Mapping;

/// <summary>What a job asks of a cloud's machines, queue and identities.</summary>
internal static class SettingsMapping
{
    public static JobResources Write(ResourceSpec resources) =>
        new()
        {
            InstanceCount = resources.InstanceCount,
            MaxInstanceCount = resources.MaxInstanceCount,
            Locations = resources.Locations.Count == 0 ? null : [.. resources.Locations],
            InstanceType = resources.InstanceType,
            ShmSize = resources.ShmSize,
            DockerArgs = resources.DockerArgs,
            Properties = resources.Properties is { } free ? JsonNode.Parse(free.Json) : null,
        };

    public static ResourceSpec Read(JobResources wire) =>
        new()
        {
            InstanceCount = wire.InstanceCount,
            MaxInstanceCount = wire.MaxInstanceCount,
            Locations = ValueList.From(wire.Locations ?? []),
            InstanceType = wire.InstanceType,
            ShmSize = wire.ShmSize,
            DockerArgs = wire.DockerArgs,
            Properties = wire.Properties is { } free
                ? new FreeForm(free.ToJsonString(JobJson.Options))
                : null,
        };

    public static JobQueue Write(QueueSettings queue) =>
        new()
        {
            JobTier = Words.Tier.Write(queue.JobTier),
            Priority = queue.Priority is { } priority ? JsonValue.Create((int)priority + 1) : null,
        };

    public static QueueSettings Read(JobQueue wire, string path, List<Problem> problems) =>
        new()
        {
            JobTier = Words.Tier.Read(wire.JobTier, $"{path}.jobTier", problems),
            Priority = Words.Priority.Read(wire.Priority?.ToString(), $"{path}.priority", problems),
        };

    public static JobIdentity Write(IdentitySpec identity) =>
        new()
        {
            IdentityType = Words.Identity.Write(identity.Type),
            ClientId = identity.ClientId,
            ObjectId = identity.ObjectId,
            ResourceId = identity.MsiResourceId,
        };

    public static IdentitySpec? Read(JobIdentity wire, string path, List<Problem> problems)
    {
        var word = Parts.Require(wire.IdentityType, $"{path}.identityType", problems);
        return word.Length > 0 && Words.Identity.Read(word, $"{path}.identityType", problems) is { } type
            ? new IdentitySpec
            {
                Type = type,
                ClientId = wire.ClientId,
                ObjectId = wire.ObjectId,
                MsiResourceId = wire.ResourceId,
            }
            : null;
    }

    public static JobDistribution Write(ProcessLayout layout) =>
        layout switch
        {
            MpiLayout mpi => new()
            {
                DistributionType = "Mpi",
                ProcessCountPerInstance = mpi.ProcessCountPerInstance,
            },
            PyTorchLayout torch => new()
            {
                DistributionType = "PyTorch",
                ProcessCountPerInstance = torch.ProcessCountPerInstance,
            },
            TensorFlowLayout flow => new()
            {
                DistributionType = "TensorFlow",
                WorkerCount = flow.WorkerCount,
                ParameterServerCount = flow.ParameterServerCount,
            },
            RayLayout ray => new()
            {
                DistributionType = "Ray",
                Port = ray.Port,
                Address = ray.Address,
                IncludeDashboard = ray.IncludeDashboard,
                DashboardPort = ray.DashboardPort,
                HeadNodeAdditionalArgs = ray.HeadNodeAdditionalArgs,
                WorkerNodeAdditionalArgs = ray.WorkerNodeAdditionalArgs,
            },
            _ => throw new InvalidOperationException($"{layout.GetType().Name} has no word."),
        };

    public static ProcessLayout? Read(JobDistribution wire, string path, List<Problem> problems)
    {
        switch (wire.DistributionType?.ToUpperInvariant())
        {
            case "MPI":
                return new MpiLayout { ProcessCountPerInstance = wire.ProcessCountPerInstance ?? 1 };
            case "PYTORCH":
                return new PyTorchLayout { ProcessCountPerInstance = wire.ProcessCountPerInstance ?? 1 };
            case "TENSORFLOW":
                return new TensorFlowLayout
                {
                    WorkerCount = wire.WorkerCount ?? 1,
                    ParameterServerCount = wire.ParameterServerCount ?? 0,
                };
            case "RAY":
                return new RayLayout
                {
                    Port = wire.Port,
                    Address = wire.Address,
                    IncludeDashboard = wire.IncludeDashboard,
                    DashboardPort = wire.DashboardPort,
                    HeadNodeAdditionalArgs = wire.HeadNodeAdditionalArgs,
                    WorkerNodeAdditionalArgs = wire.WorkerNodeAdditionalArgs,
                };
            default:
                problems.Add(
                    new Problem(
                        $"{path}.distributionType",
                        wire.DistributionType is null
                            ? "'distributionType' is missing."
                            : $"'{wire.DistributionType}' is no distribution that is known.",
                        "one of Mpi, PyTorch, TensorFlow, Ray"
                    )
                );
                return null;
        }
    }

    public static JobServiceEndpoint Write(ServiceSpec service)
    {
        var plain = new JobServiceEndpoint
        {
            JobServiceType = service.JobServiceType,
            Endpoint = service.Endpoint,
            Port = service.Port,
            Status = service.Status,
            ErrorMessage = service.ErrorMessage,
            Properties = service.Properties is { } free ? JsonNode.Parse(free.Json) : null,
        };
        return Equals(Read(plain, "", []), service) ? plain : plain with { Attune = Parts.Write(service) };
    }

    public static ServiceSpec? Read(JobServiceEndpoint wire, string path, List<Problem> problems) =>
        wire.Attune is { } whole
            ? Parts.Read<ServiceSpec>(whole, $"{path}.attune", problems)
            : new ServiceSpec
            {
                JobServiceType = wire.JobServiceType,
                Endpoint = wire.Endpoint,
                Port = wire.Port,
                Status = wire.Status,
                ErrorMessage = wire.ErrorMessage,
                Properties = wire.Properties is { } free
                    ? new FreeForm(free.ToJsonString(JobJson.Options))
                    : null,
            };
}
