using Attune.Cli.Commands;
using Attune.Cli.Homes;
using Attune.Cli.Profiles;
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

    private HostAccess(HostLogin login, string workspace, HostSession? own, int? process)
    {
        (Login, Own, ProcessId) = (login, own, process);
        Client = new HostClient(login, workspace);
    }

    /// <summary>The way to it.</summary>
    public HostLogin Login { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => Login.Address;

    /// <summary>Speaks with the host.</summary>
    public HostClient Client { get; }

    /// <summary>The host, when it is this process; null when it is another.</summary>
    public HostSession? Own { get; }

    /// <summary>The other process on this machine; null when it is this one, or another machine's.</summary>
    public int? ProcessId { get; }

    /// <summary>The host that is meant: another machine's, or that of a home here, which is made when there is none.</summary>
    public static Task<HostAccess> OpenAsync(Call call, CancellationToken cancellationToken) =>
        call.Remote is { } remote
            ? Task.FromResult(To(remote, call.Workspace))
            : HereAsync(call, cancellationToken);

    /// <summary>The host of a home on this machine, whatever profile is in use.</summary>
    public static Task<HostAccess> HereAsync(
        Call call,
        CancellationToken cancellationToken,
        HostDoor? door = null
    ) => OpenAsync(HomeChoice.FindOrCreate(call.HomeAsked), call.Workspace, cancellationToken, door);

    /// <summary>The host of another machine.</summary>
    public static HostAccess To(Remote remote, string workspace) => new(remote.Login, workspace, null, null);

    /// <summary>Finds the host that works on the home, or becomes it.</summary>
    private static async Task<HostAccess> OpenAsync(
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
            if (await FindAsync(home, workspace, cancellationToken) is { } found)
            {
                return found;
            }
            try
            {
                var own = await HostSession.OpenAsync(home, workspace, cancellationToken, door);
                return new HostAccess(LoginOf(home, own.Address), workspace, own, null);
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
    public static Task<(HostAccess Host, T Answer)> AskAsync<T>(
        Func<Task<HostAccess>> open,
        Func<HostClient, Task<T>> ask,
        CancellationToken cancellationToken
    ) => AskHostAsync(open, host => ask(host.Client), cancellationToken);

    /// <summary>The same, of whoever speaks with the host in a way of its own.</summary>
    public static async Task<(HostAccess Host, T Answer)> AskHostAsync<T>(
        Func<Task<HostAccess>> open,
        Func<HostAccess, Task<T>> ask,
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
                return (host, await ask(host));
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
    public static async Task<HostAccess?> FindAsync(
        Home home,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        if (HostPresence.Find(home) is not { } process || StudioHost.AddressOf(home.Root) is not { } address)
        {
            return null;
        }
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            Timeout = TimeSpan.FromSeconds(30),
        };
        try
        {
            using var health = await http.GetAsync(new Uri(address, "health"), cancellationToken);
            return health.IsSuccessStatusCode
                ? new HostAccess(LoginOf(home, address), workspace, null, process)
                : null;
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

    private static HostLogin LoginOf(Home home, Uri address) => new(address, HostToken.Of(home.Root));
}
