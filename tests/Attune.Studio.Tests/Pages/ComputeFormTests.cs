using Attune.Studio.Pages.Compute;
using Attune.Workspace.Compute;
using Attune.Workspace.Compute.Schedules;

namespace Attune.Studio.Tests.Pages;

public sealed class ComputeFormTests
{
    [Fact]
    public void Times_of_an_instance_are_read_and_what_is_wrong_with_each_stands_beside_it()
    {
        var form = new ComputeForm
        {
            Name = "ci-1",
            StartTimes = "0 8 * * 1-5",
            StopTimes = "0 18 * * 1-5",
        };
        var (asked, problems) = form.Read();
        Assert.Empty(problems);
        var schedules = InstanceSchedule.Read(((ComputeInstance)asked).Schedules).Schedules;
        Assert.Equal(
            [$"start 0 8 * * 1-5 ({TimeZoneInfo.Local.Id})", $"stop 0 18 * * 1-5 ({TimeZoneInfo.Local.Id})"],
            schedules.Select(schedule => schedule.Words)
        );
        (form.StartTimes, form.StopTimes) = ("at eight", "at six");
        Assert.Equal(["start_times", "stop_times"], form.Read().Problems.Select(problem => problem.Path));
        form.StartTimes = "";
        Assert.Equal("stop_times", Assert.Single(form.Read().Problems).Path);
        form.StopTimes = " ";
        Assert.Null(((ComputeInstance)form.Read().Asked).Schedules);
    }
}
