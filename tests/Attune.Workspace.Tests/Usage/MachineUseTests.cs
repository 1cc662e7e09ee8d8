using Attune.Workspace.Usage;

namespace Attune.Workspace.Tests.Usage;

public sealed class MachineUseTests : IDisposable
{
    private readonly string _proc = Directory.CreateTempSubdirectory("attune-proc-").FullName;
    private readonly SetClock _clock = new();

    [Fact]
    public void Processors_and_memory_are_told_in_per_cent_of_what_there_is()
    {
        Write(user: 100, idle: 900, available: 6_000);
        using var use = new MachineUse(_clock, null, _proc);
        Assert.Empty(use.Samples);
        Write(user: 130, idle: 970, available: 2_000);
        use.Sample();
        var sample = Assert.Single(use.Samples);
        Assert.Equal(30, sample.ProcessorPercent);
        Assert.Equal(
            (6_000L * 1024, 8_000L * 1024, 75.0),
            (sample.MemoryUsed, sample.MemoryTotal, sample.MemoryPercent)
        );
        Assert.Empty(sample.Gpus);
    }

    [Fact]
    public void An_hour_is_kept()
    {
        Write(user: 0, idle: 0, available: 1);
        using var use = new MachineUse(_clock, null, _proc);
        for (var minute = 0; minute < 200; minute++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            use.Sample();
        }
        Assert.Equal(60, use.Samples.Count);
        Assert.Equal(_clock.Now, use.Samples[^1].At);
        Assert.Same(use.Samples, use.Samples);
    }

    [Fact]
    public void A_machine_that_tells_nothing_has_no_samples()
    {
        using var use = new MachineUse(_clock, null, _proc);
        use.Sample();
        Assert.Empty(use.Samples);
    }

    [Fact]
    public async Task This_machine_is_measured_while_a_host_runs()
    {
        using var use = new MachineUse(TimeProvider.System, null);
        var patience = Task.Delay(TimeSpan.FromSeconds(180));
        while (use.Samples.Count == 0)
        {
            Assert.False(patience.IsCompleted);
            await Task.Delay(50);
        }
        Assert.InRange(use.Samples[0].MemoryPercent, 0.1, 100);
    }

    [Fact]
    public void Gpus_and_their_processes_are_read_as_the_driver_prints_them()
    {
        var reading = new GpuReading(
            [
                "0, GPU-a, 80, 3000, 81559",
                "1, GPU-b, 40, 1, 81559",
                "2, GPU-c, [N/A], 1, 81559",
                "No devices",
            ],
            ["GPU-a, 17, 2000", "GPU-b, 17, 500", "GPU-b, 18, 100", "GPU-c, 19, [N/A]", ""]
        );
        Assert.Equal(["0", "1", "2"], reading.Gpus.Select(gpu => gpu.Index));
        Assert.Equal(new GpuSample("0", 80, 3000L << 20, 81559L << 20), reading.Gpus[0]);
        Assert.Equal((2500L << 20, 60), reading.Of([17, 1]));
        Assert.Equal((0, null), reading.Of([19]));
        Assert.Null(reading.Of([20]));
    }

    [Fact]
    public void A_driver_that_is_not_there_is_not_asked_again_and_again()
    {
        var probe = new GpuProbe(_clock, Path.Combine(_proc, "nvidia-smi"));
        Assert.Null(probe.Read(TimeSpan.FromSeconds(4)));
        File.WriteAllText(Path.Combine(_proc, "nvidia-smi"), "#!/bin/sh\necho 0, GPU-a, 80, 3000, 81559\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Path.Combine(_proc, "nvidia-smi"),
                UnixFileMode.UserRead | UnixFileMode.UserExecute
            );
        }
        _clock.Ticks += TimeSpan.FromSeconds(30);
        Assert.Null(probe.Read(TimeSpan.FromSeconds(4)));
        _clock.Ticks += TimeSpan.FromSeconds(31);
        Assert.Equal(80, Assert.Single(probe.Read(TimeSpan.FromSeconds(4))!.Gpus).Utilization);
    }

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    private void Write(int user, int idle, int available)
    {
        File.WriteAllText(
            Path.Combine(_proc, "stat"),
            $"cpu  {user} 0 0 {idle} 0 0 0 0 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n"
        );
        File.WriteAllText(
            Path.Combine(_proc, "meminfo"),
            $"MemTotal:        8000 kB\nMemFree:          1 kB\nMemAvailable:   {available} kB\n"
        );
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        public TimeSpan Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Ticks.Ticks;
    }
}
