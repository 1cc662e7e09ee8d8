using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Attune.Workspace.Executors;
using Attune.Workspace.Executors.Local;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Compute.Jupyter;

/// <summary>Runs the machine's Jupyter in compute instances: one process tree each, on a port of this machine that only the host has the token for. Thread-safe.</summary>
/// <remarks>
/// The processes are run as executions of trials are: in a session of their own, marked in their environment, written down before they start. They outlive the
/// host, and the next one finds them again. Disposing leaves them running.
/// </remarks>
public sealed class JupyterDriver : IInstanceDriver, IDisposable
{
    private const string LocalPerson = "owner";
    private const int Tries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<(string Workspace, string Name), JupyterSession> _running = new();
    private readonly Lock _preparing = new();
    private readonly Home _home;
    private readonly JupyterOptions _options;
    private readonly TimeProvider _time;
    private readonly LocalExecutor _executor;
    private readonly JupyterCalls _calls = new();

    /// <summary>A driver for the instances of a home.</summary>
    /// <param name="home">The home.</param>
    /// <param name="options">How.</param>
    /// <param name="time">The clock.</param>
    public JupyterDriver(Home home, JupyterOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(options);
        (_home, _options, _time) = (home, options, time);
        _executor = new LocalExecutor(
            new LocalOptions
            {
                // Another marker than trials have: what asks for those is not told of instances.
                HomeIdentity = home.Identity + "-instances",
                FolderOf = trial => JupyterFolder.Of(home, trial),
                Grace = options.Grace,
                PassVariables = options.PassVariables,
            },
            time
        );
    }

    /// <inheritdoc/>
    public bool AnyRuns => !_running.IsEmpty;

    /// <inheritdoc/>
    public InstanceDoor? DoorOf(string workspace, string name) =>
        _running.GetValueOrDefault((workspace, name))?.Door;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<InstanceApplication>> StartAsync(
        string workspace,
        ComputeInstance instance,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(instance);
        var folder = new JupyterFolder(_home, workspace, instance.Name);
        if (
            folder.Session is { } before
            && await RunsAsync(folder, before, cancellationToken).ConfigureAwait(false)
        )
        {
            // An earlier host was killed while it waited for it.
            return await ReadyAsync(workspace, instance, before, cancellationToken).ConfigureAwait(false)
                ?? throw Failed(folder);
        }
        var program =
            JupyterProgram.Find(_options.Program, Environment.GetEnvironmentVariable("PATH"))
            ?? throw new InstanceException(JupyterProgram.Missing);
        var host = await _options.Host.WaitAsync(cancellationToken).ConfigureAwait(false);
        for (var round = 1; ; round++)
        {
            var session = Begin(workspace, instance, folder);
            var user = Prepare(workspace, session.Owner, host);
            JupyterSetup.Write(folder, session, user, program, _options.Command);
            KernelSpecs.Write(folder, program.Python, _options.Material);
            var execution = Execution(workspace, instance, session, program, host);
            await _executor.StartAsync([execution], cancellationToken).ConfigureAwait(false);
            var applications = await ReadyAsync(workspace, instance, session, cancellationToken)
                .ConfigureAwait(false);
            if (applications is not null)
            {
                return applications;
            }
            // Another program may have taken the port in between.
            if (round == Tries || KeptPort.IsFree(IPAddress.Loopback, session.Port))
            {
                throw Failed(folder);
            }
        }
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(string workspace, string person, CancellationToken cancellationToken) =>
        Prepare(workspace, person, await _options.Host.WaitAsync(cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task StopAsync(
        string workspace,
        ComputeInstance instance,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(instance);
        // From here on nobody is let in, and its programs' token counts for nothing.
        _running.TryRemove((workspace, instance.Name), out _);
        var folder = new JupyterFolder(_home, workspace, instance.Name);
        if (folder.Session is { } session)
        {
            await EndAsync(folder.IdOf(session), StopMode.Graceful, cancellationToken).ConfigureAwait(false);
        }
        if (instance.State == InstanceState.Deleting)
        {
            folder.Delete();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<InstanceApplication>?> FindAsync(
        string workspace,
        ComputeInstance instance,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(instance);
        var folder = new JupyterFolder(_home, workspace, instance.Name);
        if (
            folder.Session is not { } session
            || !await RunsAsync(folder, session, cancellationToken).ConfigureAwait(false)
        )
        {
            return null;
        }
        return await LetInAsync(workspace, instance, session, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> ActiveAtAsync(
        string workspace,
        string name,
        CancellationToken cancellationToken
    ) =>
        DoorOf(workspace, name) is { } door
            ? _calls.ActiveAtAsync(door, _time.GetUtcNow(), cancellationToken)
            : Task.FromResult<DateTimeOffset?>(null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<InstanceEnd> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var news in _executor.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (news.State is not ExecutionState.Ended { End: var end })
            {
                continue;
            }
            var key = JupyterFolder.Names(news.Id.Trial);
            if (
                _running.TryGetValue(key, out var session)
                && session.Attempt == news.Id.Attempt
                && _running.TryRemove(KeyValuePair.Create(key, session))
            )
            {
                // Its kernels, which are no children of the shim, end with it.
                await _executor.FindAsync(news.Id, cancellationToken).ConfigureAwait(false);
                yield return new InstanceEnd(key.Workspace, key.Name, $"Jupyter ended: {end.Reason}.");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _executor.Dispose();
        _calls.Dispose();
    }

    private JupyterSession Begin(string workspace, ComputeInstance instance, JupyterFolder folder)
    {
        var before = folder.Session;
        folder.Tidy();
        var port =
            before is not null && KeptPort.IsFree(IPAddress.Loopback, before.Port)
                ? before.Port
                : KeptPort.Choose(IPAddress.Loopback, folder.Root);
        var session = new JupyterSession
        {
            Attempt = (before?.Attempt ?? 0) + 1,
            Port = port,
            Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            OwnerToken = InstanceToken.New(workspace, instance.Name),
            Owner = instance.Owner.Length > 0 ? instance.Owner : LocalPerson,
            Path = $"{_options.PathPrefix}/{InstanceDoor.PlaceOf(workspace, instance.Name)}",
        };
        if (Path.GetFileName(session.Owner) != session.Owner || session.Owner is "." or "..")
        {
            throw new InstanceException($"'{session.Owner}' cannot be the name of a folder.");
        }
        folder.Save(session);
        return session;
    }

    private Execution Execution(
        string workspace,
        ComputeInstance instance,
        JupyterSession session,
        JupyterProgram program,
        Uri host
    )
    {
        var folder = new JupyterFolder(_home, workspace, instance.Name);
        var size = InstanceSize.Of(instance.Size);
        var variables = JupyterVariables.Of(_home, workspace, instance.Name, session, host, _options);
        // By variables: no path is ever part of a command's text. Terminals open where Jupyter was started.
        variables["ATTUNE_JUPYTER"] = program.Path;
        variables["ATTUNE_FOLDER"] = _home.User(workspace, session.Owner);
        return new Execution
        {
            Id = folder.IdOf(session),
            Folder = folder.Root,
            Command = "cd \"$ATTUNE_FOLDER\" && exec \"$ATTUNE_JUPYTER\"",
            LogFile = folder.Log,
            Environment = variables,
            Wrapper = size.Processors is { } processors
                ? ProcessorShare.Wrapper(processors, folder.Root)
                : [],
            MemoryLimit = size.Memory,
        };
    }

    private string Prepare(string workspace, string person, Uri host)
    {
        lock (_preparing)
        {
            return UserFolder.Prepare(_home, workspace, person, Config(workspace, host), _options.Material);
        }
    }

    private JsonObject Config(string workspace, Uri host) =>
        new()
        {
            ["subscription_id"] = "local",
            ["resource_group"] = "attune",
            ["workspace_name"] = workspace,
            ["attune_home"] = _home.Root,
            ["attune_url"] = host.GetLeftPart(UriPartial.Authority) + "/",
        };

    private async Task<bool> RunsAsync(
        JupyterFolder folder,
        JupyterSession session,
        CancellationToken cancellationToken
    ) =>
        await _executor.FindAsync(folder.IdOf(session), cancellationToken).ConfigureAwait(false)
        is ExecutionState.Running;

    /// <summary>Waits until it answers.</summary>
    /// <returns>What can be opened; null when it ended, or answered nothing for too long and was ended.</returns>
    private async Task<IReadOnlyList<InstanceApplication>?> ReadyAsync(
        string workspace,
        ComputeInstance instance,
        JupyterSession session,
        CancellationToken cancellationToken
    )
    {
        var folder = new JupyterFolder(_home, workspace, instance.Name);
        var began = _time.GetTimestamp();
        while (await RunsAsync(folder, session, cancellationToken).ConfigureAwait(false))
        {
            if (await _calls.AnswersAsync(session.Door, cancellationToken).ConfigureAwait(false))
            {
                var applications = await _calls
                    .ApplicationsAsync(
                        session.Door,
                        InstanceDoor.PlaceOf(workspace, instance.Name),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                session = session with { Applications = applications };
                folder.Save(session);
                return await LetInAsync(workspace, instance, session, cancellationToken)
                    .ConfigureAwait(false);
            }
            if (_time.GetElapsedTime(began) > _options.Patience)
            {
                await EndAsync(folder.IdOf(session), StopMode.Forceful, cancellationToken)
                    .ConfigureAwait(false);
                return null;
            }
            await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
        }
        return null;
    }

    /// <summary>Opens the door to what runs, unless it has ended meanwhile.</summary>
    private async Task<IReadOnlyList<InstanceApplication>?> LetInAsync(
        string workspace,
        ComputeInstance instance,
        JupyterSession session,
        CancellationToken cancellationToken
    )
    {
        _running[(workspace, instance.Name)] = session;
        var folder = new JupyterFolder(_home, workspace, instance.Name);
        if (await RunsAsync(folder, session, cancellationToken).ConfigureAwait(false))
        {
            return session.Applications;
        }
        _running.TryRemove((workspace, instance.Name), out _);
        return null;
    }

    /// <summary>Ends all processes of a start; asking where it stands takes those that escaped it.</summary>
    private async Task EndAsync(ExecutionId id, StopMode mode, CancellationToken cancellationToken)
    {
        var asked = false;
        while (
            await _executor.FindAsync(id, cancellationToken).ConfigureAwait(false) is ExecutionState.Running
        )
        {
            if (!asked)
            {
                await _executor.StopAsync(id, mode, cancellationToken).ConfigureAwait(false);
                asked = true;
            }
            await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private InstanceException Failed(JupyterFolder folder)
    {
        var words = folder.LastWords();
        return new InstanceException(
            words.Length == 0
                ? $"Jupyter did not answer for {_options.Patience.TotalSeconds:0} seconds and said nothing."
                : $"Jupyter could not be started. Its last words: {words} (all of it: {folder.Log})"
        );
    }
}
