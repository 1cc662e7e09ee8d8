namespace Attune.Workspace.Environments;

/// <summary>Where a sweep's commands run: this machine's tools, a venv, a conda environment, or a container.</summary>
/// <remarks>Immutable and thread-safe; one for a whole sweep.</remarks>
public abstract record TrialEnvironment
{
    private protected TrialEnvironment() { }

    /// <summary>The environment in a few words, for tables and records.</summary>
    public abstract string Description { get; }

    /// <summary>How the command of one execution is started.</summary>
    public abstract TrialStart Start(TrialPlace place);

    private protected static Dictionary<string, string> WithPath(IEnumerable<string> first)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var folders = string.Join(Path.PathSeparator, first);
        if (folders.Length > 0)
            variables["PATH"] = folders + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        return variables;
    }
}

/// <summary>The tools that this machine's <c>PATH</c> finds.</summary>
public sealed record ThisMachine : TrialEnvironment
{
    /// <inheritdoc/>
    public override string Description => "this machine";

    /// <inheritdoc/>
    public override TrialStart Start(TrialPlace place) => new([], WithPath(place.PathFolders), []);
}

/// <summary>A Python virtual environment, entered as its own <c>activate</c> does.</summary>
/// <param name="Folder">The folder that holds <c>bin/python</c>, absolute.</param>
public sealed record VirtualEnvironment(string Folder) : TrialEnvironment
{
    /// <inheritdoc/>
    public override string Description => $"venv {Folder}";

    /// <inheritdoc/>
    public override TrialStart Start(TrialPlace place)
    {
        var variables = WithPath([.. place.PathFolders, Path.Combine(Folder, "bin")]);
        variables["VIRTUAL_ENV"] = Folder;
        // A PYTHONHOME of the host would send the environment's python to another installation.
        variables["PYTHONHOME"] = "";
        return new([], variables, []);
    }
}

/// <summary>A conda environment: its <c>bin</c> on the path, its activation scripts run first.</summary>
/// <param name="Prefix">The environment's folder, absolute.</param>
public sealed record CondaEnvironment(string Prefix) : TrialEnvironment
{
    // `conda run` would put a Python process between the shim and the command, half a second for each trial.
    private const string Activate = """
        for f in "$CONDA_PREFIX"/etc/conda/activate.d/*.sh; do [ -r "$f" ] && . "$f"; done; exec "$@"
        """;

    /// <inheritdoc/>
    public override string Description => $"conda {Prefix}";

    /// <inheritdoc/>
    public override TrialStart Start(TrialPlace place)
    {
        var variables = WithPath([.. place.PathFolders, Path.Combine(Prefix, "bin")]);
        variables["CONDA_PREFIX"] = Prefix;
        variables["CONDA_DEFAULT_ENV"] = Path.GetFileName(Prefix.TrimEnd('/'));
        variables["CONDA_SHLVL"] = "1";
        return new(["bash", "-c", Activate, "conda-environment"], variables, []);
    }
}
