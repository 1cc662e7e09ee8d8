using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Attune.Storage;
using Attune.Workspace.Compute;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Attune.Workspace.Tests.Compute;

/// <summary>Instances that are started and stopped by the clock, which the test turns.</summary>
public sealed class InstanceClockTests : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("attune-clock-").FullName;
    private readonly FakeTimeProvider _time = new(Moment("2026-07-06T07:00Z")); // a Monday
    private readonly OpenDriver _driver = new();
    private AttuneDatabase _database = null!;
    private ComputeDesk _desk = null!;
    private InstanceClock _clock = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await AttuneDatabase.OpenAsync(_home, cancellationToken: Token);
        _desk = new ComputeDesk(_database, _driver, _time, NullLogger<ComputeDesk>.Instance);
        _clock = new InstanceClock(_desk, _driver, _time, NullLogger<ComputeDesk>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task An_instance_starts_in_the_morning_and_stops_in_the_evening()
    {
        await MakeAsync(
            new ComputeInstance
            {
                Name = "hours",
                Schedules = JsonNode.Parse(
                    """
                    {"computeStartStop":[
                      {"action":"Start","cron":{"expression":"0 8 * * 1-5"}},
                      {"action":"Stop","recurrence":{"frequency":"Week","interval":1,"schedule":{"hours":[18],"minutes":[0],"weekDays":["Monday","Tuesday","Wednesday","Thursday","Friday"]}}}
                    ]}
                    """
                ),
            }
        );
        await AtAsync("2026-07-06T17:59Z", InstanceState.Running);
        var stopped = await AtAsync("2026-07-06T18:00Z", InstanceState.Stopped);
        Assert.Equal(("Stop", "Schedule"), (stopped.LastOperation!.Name, stopped.LastOperation.Trigger));
        await AtAsync("2026-07-07T07:59Z", InstanceState.Stopped);
        await AtAsync("2026-07-07T08:00Z", InstanceState.Running);
        // Stopped by hand, it stays so until the next time that it is to start.
        await _desk.MoveAsync("default", "hours", InstanceState.Stopping, Token);
        await AtAsync("2026-07-07T09:00Z", InstanceState.Stopped);
        // The host was away for two days: the last time counts, not those before.
        await AtAsync("2026-07-09T12:00Z", InstanceState.Running);
        // Over the weekend it stays stopped.
        await AtAsync("2026-07-12T12:00Z", InstanceState.Stopped);
    }

    [Fact]
    public async Task Times_that_are_set_anew_count_from_then_on()
    {
        var made = await MakeAsync(new ComputeInstance { Name = "anew" });
        await _desk.MoveAsync("default", "anew", InstanceState.Stopping, Token);
        await AtAsync("2026-07-06T10:00Z", InstanceState.Stopped);
        var schedules = JsonNode.Parse(
            """{"computeStartStop":[{"action":"Start","cron":{"expression":"0 8 * * *"}}]}"""
        );
        await _desk.SaveAsync("default", made with { Schedules = schedules }, Token);
        await AtAsync("2026-07-06T11:00Z", InstanceState.Stopped);
        await AtAsync("2026-07-07T08:01Z", InstanceState.Running);
    }

    [Fact]
    public async Task An_instance_in_which_nothing_is_done_is_stopped()
    {
        await MakeAsync(new ComputeInstance { Name = "idle", IdleMinutesBeforeShutdown = 30 });
        _driver.ActiveAt = DateTimeOffset.MinValue;
        await AtAsync("2026-07-06T07:29Z", InstanceState.Running);
        // A cell ran ten minutes ago.
        _driver.ActiveAt = Moment("2026-07-06T07:20Z");
        await AtAsync("2026-07-06T07:30Z", InstanceState.Running);
        await AtAsync("2026-07-06T07:49Z", InstanceState.Running);
        // What does not answer may be at work.
        _driver.ActiveAt = null;
        await AtAsync("2026-07-06T08:30Z", InstanceState.Running);
        _driver.ActiveAt = Moment("2026-07-06T07:20Z");
        var stopped = await AtAsync("2026-07-06T08:31Z", InstanceState.Stopped);
        Assert.Equal("IdleShutdown", stopped.LastOperation!.Trigger);
    }

    private async Task<ComputeInstance> MakeAsync(ComputeInstance asked)
    {
        await _desk.SaveAsync("default", asked, Token);
        return await UntilAsync(asked.Name, InstanceState.Running);
    }

    /// <summary>Looks at the instances at a time, and says how the one that there is stands then.</summary>
    private async Task<ComputeInstance> AtAsync(string time, InstanceState expected)
    {
        foreach (var each in await _desk.Of("default").ListAsync(Token))
        {
            await SettledAsync(each.Name);
        }
        _time.SetUtcNow(Moment(time));
        await _clock.LookAsync("default", Token);
        var all = await _desk.Of("default").ListAsync(Token);
        var name = Assert.Single(all).Name;
        var settled = await SettledAsync(name);
        Assert.Equal((time, expected), (time, settled.State));
        return settled;
    }

    private async Task<ComputeInstance> UntilAsync(string name, InstanceState state)
    {
        ComputeInstance settled;
        while ((settled = await SettledAsync(name)).State != state)
        {
            await Task.Delay(10, Token);
        }
        return settled;
    }

    private async Task<ComputeInstance> SettledAsync(string name)
    {
        while (true)
        {
            var instance = (ComputeInstance)(await _desk.Of("default").FindAsync(name, Token))!;
            if (!instance.IsChanging)
            {
                return instance;
            }
            await Task.Delay(10, Token);
        }
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Instances in which something was done when the test says so.</summary>
    private sealed class OpenDriver : IInstanceDriver
    {
        public DateTimeOffset? ActiveAt { get; set; }

        public bool AnyRuns => true;

        public Task<IReadOnlyList<InstanceApplication>> StartAsync(
            string workspace,
            ComputeInstance instance,
            CancellationToken cancellationToken
        ) => Task.FromResult<IReadOnlyList<InstanceApplication>>([]);

        public Task StopAsync(
            string workspace,
            ComputeInstance instance,
            CancellationToken cancellationToken
        ) => Task.CompletedTask;

        public Task<IReadOnlyList<InstanceApplication>?> FindAsync(
            string workspace,
            ComputeInstance instance,
            CancellationToken cancellationToken
        ) => Task.FromResult<IReadOnlyList<InstanceApplication>?>([]);

        public InstanceDoor? DoorOf(string workspace, string name) => null;

        public Task<DateTimeOffset?> ActiveAtAsync(
            string workspace,
            string name,
            CancellationToken cancellationToken
        ) => Task.FromResult(ActiveAt);

        public async IAsyncEnumerable<InstanceEnd> WatchAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield break;
        }
    }
}
