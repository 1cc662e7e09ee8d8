using Attune.Studio;
using Attune.Workspace;
using Attune.Workspace.Compute.Jupyter;
using Attune.Workspace.Homes;
using Microsoft.Extensions.Logging;

namespace Attune.Cli.Hosting;

/// <summary>The host of a home in this process: it runs the jobs, and listens for trials and for other commands.</summary>
internal sealed class HostSession : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private readonly JupyterDriver _instances;
    private readonly StudioHost _studio;

    private HostSession(
        ILoggerFactory loggers,
        JupyterDriver instances,
        WorkspaceHost workspace,
        StudioHost studio
    ) => (_loggers, _instances, Workspace, _studio) = (loggers, instances, workspace, studio);

    public WorkspaceHost Workspace { get; }

    public Uri Address => _studio.Address;

    /// <summary>Where it listens with TLS; null when it does not.</summary>
    public Uri? SecureAddress => _studio.SecureAddress;

    /// <summary>An address that signs the owner in to the studio, once.</summary>
    public Uri SignInAddress() => _studio.SignInAddress();

    /// <summary>Takes the home and listens.</summary>
    /// <exception cref="Storage.HomeLockedException">Another process holds it.</exception>
    /// <exception cref="StudioStartException">Nothing can be listened on.</exception>
    public static async Task<HostSession> OpenAsync(
        Home home,
        string workspace,
        CancellationToken cancellationToken,
        HostDoor? door = null
    )
    {
        // Trials know their host by variables that name its port, which is known once it listens; no trial starts before.
        StudioHost? studio = null;
        var loggers = HostLog.Open(home);
        WorkspaceHost? opened = null;
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var instances = new JupyterDriver(
            home,
            new JupyterOptions
            {
                Host = address.Task,
                PathPrefix = door?.PathPrefix ?? "",
                PassVariables = home.ReadSettings(out _).PassVariables,
                Command = BackgroundHost.Self(),
            },
            TimeProvider.System
        );
        try
        {
            opened = await WorkspaceHost.OpenAsync(
                home,
                new WorkspaceOptions
                {
                    Workspace = workspace,
                    Loggers = loggers,
                    InstanceDriver = instances,
                    Variables = trial => studio!.Variables(trial),
                },
                cancellationToken
            );
            var mayMove = !opened.IsKnownOutside();
            if (
                !mayMove
                && door?.Port is { } asked
                && StudioHost.AddressOf(home.Root)?.Port is var kept
                && kept != asked
            )
            {
                throw new StudioStartException(
                    $"Trials or notebooks run that know port {kept} and no other; use --port {asked} when they have ended.",
                    exitCode: 5
                );
            }
            studio = await StudioHost.StartAsync(
                new StudioOptions
                {
                    Home = home.Root,
                    Workspace = workspace,
                    Port = door?.Port,
                    KeepsPort = true,
                    PathPrefix = door?.PathPrefix ?? "",
                    Tls = door?.Tls ?? false,
                    TlsPort = door?.TlsPort,
                    Bind = door?.Bind ?? "127.0.0.1",
                    Names = door?.Names ?? [],
                    MayMove = mayMove,
                    Telemetry = TelemetryVariables(),
                },
                new StudioParts(opened.Database, opened.Inbox, opened.Trials, opened, loggers),
                cancellationToken
            );
            address.SetResult(studio.Address);
            return new HostSession(loggers, instances, opened, studio);
        }
        catch
        {
            if (opened is not null)
            {
                await opened.DisposeAsync();
            }
            instances.Dispose();
            loggers.Dispose();
            throw;
        }
    }

    private static Dictionary<string, string> TelemetryVariables() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");

    /// <summary>Abandons what runs, as a kill would: <see cref="WorkspaceHost.Interrupt"/> first for an orderly end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _studio.DisposeAsync();
        await Workspace.DisposeAsync();
        _instances.Dispose();
        _loggers.Dispose();
    }
}
