using System.ComponentModel;
using Attune.Workspace.Environments;

namespace Attune.Workspace.Usage;

/// <summary>Asks <c>nvidia-smi</c> how the GPUs are used. Thread-safe.</summary>
internal sealed class GpuProbe(TimeProvider time, string program = "nvidia-smi")
{
    // A driver in trouble never answers.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private GpuReading? _last;
    private long? _read;

    /// <summary>A reading that is no older than this, made now if there is none; it may take a second. Null when the GPUs do not answer.</summary>
    public GpuReading? Read(TimeSpan age)
    {
        lock (_lock)
        {
            var least = _last is null && age < PauseAfterFault ? PauseAfterFault : age;
            if (_read is not { } read || time.GetElapsedTime(read) >= least)
            {
                _last = Ask();
                _read = time.GetTimestamp();
            }
            return _last;
        }
    }

    private GpuReading? Ask() =>
        Query("--query-gpu=index,uuid,utilization.gpu,memory.used,memory.total") is { } gpus
        && Query("--query-compute-apps=gpu_uuid,pid,used_gpu_memory") is { } processes
            ? new GpuReading(gpus, processes)
            : null;

    private IReadOnlyList<string>? Query(string what)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            // On a timer's thread, which has nothing else to do.
            var answer = Subprocess
                .RunAsync(program, [what, "--format=csv,noheader,nounits"], null, null, patience.Token)
                .GetAwaiter()
                .GetResult();
            return answer.ExitCode == 0 ? answer.Output : null;
        }
        catch (Exception error) when (error is Win32Exception or OperationCanceledException)
        {
            return null;
        }
    }
}
