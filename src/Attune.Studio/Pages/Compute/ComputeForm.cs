using System.Globalization;
using Attune.Workspace.Compute;
using Attune.Workspace.Compute.Schedules;

namespace Attune.Studio.Pages.Compute;

/// <summary>What a person writes to make compute, and what is wrong with it.</summary>
internal sealed class ComputeForm
{
    private const int LongestSize = 64;

    /// <summary>Whether it is a cluster; else an instance.</summary>
    public bool IsCluster { get; set; }

    public string Name { get; set; } = "";

    public string Size { get; set; } = ComputeTarget.ThisMachine;

    public string Description { get; set; } = "";

    public string Least { get; set; } = "0";

    public string Most { get; set; } = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);

    public string IdleSeconds { get; set; } = "120";

    public string IdleMinutes { get; set; } = "";

    public string StartTimes { get; set; } = "";

    public string StopTimes { get; set; } = "";

    /// <summary>The compute that is asked for, and every problem of it by the field's name.</summary>
    public (ComputeTarget Asked, IReadOnlyList<Problem> Problems) Read()
    {
        var problems = new List<Problem>();
        ComputeTarget asked = IsCluster
            ? new ComputeCluster
            {
                Name = Name.Trim(),
                MinNodes = Whole(Least, "min_instances", problems),
                MaxNodes = Whole(Most, "max_instances", problems, otherwise: 1),
                IdleSeconds = Whole(IdleSeconds, "idle_time_before_scale_down", problems),
            }
            : new ComputeInstance
            {
                Name = Name.Trim(),
                IdleMinutesBeforeShutdown =
                    IdleMinutes.Trim().Length == 0
                        ? null
                        : Whole(IdleMinutes, "idle_time_before_shutdown_minutes", problems, otherwise: 15),
                Schedules = InstanceSchedule.Of(StartTimes, StopTimes),
            };
        asked = asked with
        {
            Size = Size.Trim(),
            Description = Description.Trim() is { Length: > 0 } text ? text : null,
        };
        if (asked.Size.Length is 0 or > LongestSize)
        {
            problems.Add(
                new Problem(
                    "size",
                    "A size is a name of 1 to 64 characters.",
                    $"'{ComputeTarget.ThisMachine}', or a cloud's name for a size such as 'Standard_DS3_v2'"
                )
            );
        }
        problems.AddRange(asked.Validate().Select(Placed));
        return (asked, problems);
    }

    // A schedule is written in a field of its own.
    private Problem Placed(Problem problem) =>
        !problem.Path.StartsWith("schedules", StringComparison.Ordinal)
            ? problem
            : problem with
            {
                Path =
                    StartTimes.Trim().Length > 0 && problem.Path.Contains("[0]", StringComparison.Ordinal)
                        ? "start_times"
                        : "stop_times",
            };

    private static int Whole(string text, string path, List<Problem> problems, int otherwise = 0)
    {
        if (
            int.TryParse(
                text.Trim(),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            return number;
        }
        problems.Add(new Problem(path, $"'{text}' is no whole number."));
        return otherwise;
    }
}
