namespace Attune.Cli.Homes.Distant;

/// <summary>What follows from a home's being elsewhere: its host may be away for a while, and is asked for what is to change.</summary>
internal static class Away
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Reads, again while the host does not answer: it may be started anew while a job is followed.</summary>
    public static async Task<T> PatientlyAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await read();
            }
            catch (Exception error)
                when (error is HttpRequestException or Client.HostRefusalException { Status: 503 }
                    && time.GetElapsedTime(began) < Patience
                )
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public static InvalidOperationException OnlyLooked() =>
        new("A home elsewhere is only looked at; its host is asked to change something.");
}
