using Attune.Cli.Homes;
using Attune.Client;
using Attune.Storage;
using Attune.Studio;
using Attune.Studio.SignIn;
using Attune.Workspace.Homes;

namespace Attune.Cli.Hosting;

/// <summary>The way to the host of a home, whoever runs it: one that works already, or one in this process.</summary>
internal sealed class HostAccess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private HostAccess(Home home, Uri address, HostSession? own, int? process) =>
        (Client, Address, Own, ProcessId) = (ClientOf(home, address), address, own, process);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Speaks with the host.</summary>
    public HostClient Client { get; }

    /// <summary>The host, when it is this process; null when it is another.</summary>
    public HostSession? Own { get; }

    /// <summary>The other process; null when it is this one.</summary>
    public int? ProcessId { get; }

    /// <summary>Finds the host that works on the home, or becomes it.</summary>
    public static async Task<HostAccess> OpenAsync(
        Home home,
        string workspace,
        CancellationToken cancellationToken,
        HostDoor? door = null
    )
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        while (true)
        {
            if (await FindAsync(home, cancellationToken) is { } found)
            {
                return found;
            }
            try
            {
                var own = await HostSession.OpenAsync(home, workspace, cancellationToken, door);
                return new HostAccess(home, own.Address, own, null);
            }
            catch (HomeLockedException) when (time.GetElapsedTime(began) < Patience)
            {
                // It starts, or is about to end: in a moment it answers or is gone.
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Asks a host something; when it is just about to end, the next one.</summary>
    /// <param name="open">Finds or starts a host.</param>
    /// <param name="ask">Asks it.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The host that answered, to be disposed of, and its answer.</returns>
    public static async Task<(HostAccess Host, T Answer)> AskAsync<T>(
        Func<Task<HostAccess>> open,
        Func<HostClient, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        while (true)
        {
            var host = await open();
            try
            {
                return (host, await ask(host.Client));
            }
            catch (Exception error)
                when (error is HttpRequestException or HostRefusalException { Status: 503 }
                    && host.Own is null
                    && time.GetElapsedTime(began) < Patience
                )
            {
                await host.DisposeAsync();
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch
            {
                await host.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>The host that works on the home in another process and answers; null when there is none.</summary>
    public static async Task<HostAccess?> FindAsync(Home home, CancellationToken cancellationToken)
    {
        if (HostPresence.Find(home) is not { } process || StudioHost.AddressOf(home.Root) is not { } address)
        {
            return null;
        }
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            Timeout = TimeSpan.FromSeconds(5),
        };
        try
        {
            using var health = await http.GetAsync(new Uri(address, "health"), cancellationToken);
            return health.IsSuccessStatusCode ? new HostAccess(home, address, null, process) : null;
        }
        catch (Exception error)
            when (error is HttpRequestException
                || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (Own is not null)
        {
            // Another command may have found this host and handed it a job meanwhile.
            while (!Own.Workspace.TryClose())
            {
                await Own.Workspace.WhenIdleAsync(CancellationToken.None);
            }
            await Own.DisposeAsync();
        }
    }

    private static HostClient ClientOf(Home home, Uri address) => new(address, HostToken.Of(home.Root));
}
