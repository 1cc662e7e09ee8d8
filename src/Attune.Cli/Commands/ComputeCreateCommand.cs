using System.CommandLine;
using Attune.Client;
using Attune.Client.Protocols.Arm;
using Attune.Workspace.Compute.Schedules;

namespace Attune.Cli.Commands;

/// <summary><c>attune compute create</c>, with the options of <c>az ml compute create</c>.</summary>
internal static class ComputeCreateCommand
{
    public static Command Create(CommandTree tree)
    {
        var type = new Option<string>("--type", "-t")
        {
            Description = "ComputeInstance or AmlCompute",
            HelpName = "TYPE",
            Required = true,
        };
        type.CompletionSources.Add("ComputeInstance", "AmlCompute");
        type.AcceptOnlyIgnoringCase("ComputeInstance", "AmlCompute");
        var size = new Option<string?>("--size", "-s")
        {
            Description = "A cloud's size: of an instance, what it may use of this machine",
            HelpName = "SIZE",
        };
        var least = new Option<int?>("--min-instances")
        {
            Description = "Nodes without work",
            HelpName = "N",
        };
        var most = new Option<int?>("--max-instances")
        {
            Description = "The most trials at once of a job that names the cluster",
            HelpName = "N",
        };
        var idle = new Option<double?>("--idle-time-before-scale-down")
        {
            Description = "Seconds, kept as they are: nodes cost nothing here",
            HelpName = "SECONDS",
        };
        var tier = new Option<string?>("--tier")
        {
            Description = "dedicated or low_priority",
            HelpName = "TIER",
        };
        var shutdown = new Option<double?>("--idle-time-before-shutdown-minutes")
        {
            Description = "Of an instance: minutes without activity before it is to stop",
            HelpName = "MINUTES",
        };
        var startTimes = new Option<string?>("--start-times")
        {
            Description =
                "Of an instance: when it is started, as a cron expression in this machine's time zone",
            HelpName = "CRON",
        };
        var stopTimes = new Option<string?>("--stop-times")
        {
            Description = "Of an instance: when it is stopped, such as '0 18 * * 1-5'",
            HelpName = "CRON",
        };
        var about = new Option<string?>("--description")
        {
            Description = "What it is for",
            HelpName = "TEXT",
        };
        var location = new Option<string?>("--location", "-l")
        {
            Description = "A label",
            HelpName = "REGION",
        };
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait until an instance runs" };
        var command = CommandTree.New(
            "create",
            "Make an instance or a cluster, or change one",
            "attune compute create cpu-cluster --type AmlCompute --max-instances 2",
            "attune compute create -n ci-me --type ComputeInstance --size STANDARD_DS11_V2"
        );
        var name = new NameInput(command, "The instance or cluster", complete: StoredNames.None);
        foreach (
            var option in (Option[])
                [
                    type,
                    size,
                    least,
                    most,
                    idle,
                    tier,
                    shutdown,
                    startTimes,
                    stopTimes,
                    about,
                    location,
                    noWait,
                ]
        )
        {
            command.Options.Add(option);
        }
        var tags = new TagsInput(command);
        tree.SetAction(command, RunAsync);
        return command;

        Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken) =>
            ComputeChange.RunAsync(
                call,
                name.Get(call),
                async client =>
                    (
                        await client.PutAsync(
                            ResourceClient.Compute(call.Workspace, name.Get(call)),
                            Body(call),
                            ArmJson.Default.ResourceComputeProperties,
                            cancellationToken
                        )
                    ).GoesOn,
                call.Get(noWait),
                starts: call.Get(type)!.Equals("ComputeInstance", StringComparison.OrdinalIgnoreCase),
                cancellationToken
            );

        Resource<ComputeProperties> Body(Call call) =>
            new()
            {
                Location = call.Get(location),
                Tags = tags.Get(call),
                Properties = new ComputeProperties
                {
                    ComputeType = call.Get(type),
                    Description = call.Get(about),
                    Properties = new ComputeDetails
                    {
                        VmSize = call.Get(size),
                        VmPriority = call.Get(tier)?.Replace("_", "", StringComparison.Ordinal),
                        IdleTimeBeforeShutdown = call.Get(shutdown) is { } minutes
                            ? FormattableString.Invariant($"PT{minutes}M")
                            : null,
                        Schedules = InstanceSchedule.Of(call.Get(startTimes), call.Get(stopTimes)),
                        ScaleSettings = new ComputeScale
                        {
                            MinNodeCount = call.Get(least),
                            MaxNodeCount = call.Get(most),
                            NodeIdleTimeBeforeScaleDown = call.Get(idle) is { } seconds
                                ? FormattableString.Invariant($"PT{seconds}S")
                                : null,
                        },
                    },
                },
            };
    }

    private static void AcceptOnlyIgnoringCase(this Option<string> option, params string[] values) =>
        option.Validators.Add(result =>
        {
            foreach (
                var token in result.Tokens.Where(token =>
                    !values.Contains(token.Value, StringComparer.OrdinalIgnoreCase)
                )
            )
            {
                result.AddError(
                    $"'{token.Value}' is no type of compute; there are {string.Join(" and ", values)}."
                );
            }
        });
}
