namespace Attune.Workspace.Environments;

/// <summary>An environment and what has to be said about it, once for each sweep.</summary>
/// <param name="Environment">Where commands run.</param>
/// <param name="Problems">Errors (do not start), warnings and notices.</param>
public sealed record ResolvedEnvironment(TrialEnvironment Environment, IReadOnlyList<Problem> Problems);

/// <summary>Finds what a job's <c>environment</c> means on this machine.</summary>
/// <param name="mappings">What names mean here.</param>
/// <param name="searchPath">The <c>PATH</c> on which conda and container engines are looked for; null for this process's own.</param>
/// <remarks>Thread-safe.</remarks>
public sealed class EnvironmentResolver(EnvironmentMappings mappings, string? searchPath = null)
{
    private const string At = "environment";

    /// <summary>Resolves a request; a name or recipe that means nothing here gives this machine and one notice.</summary>
    public async Task<ResolvedEnvironment> ResolveAsync(EnvironmentRequest request, CancellationToken ct)
    {
        var name = request.Name is null ? null : EnvironmentName.Parse(request.Name);
        if (name is not null && mappings.Find(name) is { } mapped)
            return await ResolveAsync(mapped, ct);
        if (request.Venv is { } venv)
            return FindVenv(venv);
        if (request.Conda is { } conda)
            return FindConda(conda);
        if (request.Recipe is { } recipe)
            return OnThisMachine(
                $"an environment from {recipe} is not built here",
                "make a venv, a conda environment or an image of it, and name that"
            );
        if (request.Image is { } image)
            return await FindContainerAsync(request, image, ct);
        return name is null
            ? new ResolvedEnvironment(new ThisMachine(), [])
            : OnThisMachine($"environment '{name.Text}' means nothing here", $"map it in {mappings.File}");
    }

    private static ResolvedEnvironment OnThisMachine(string why, string hint) =>
        new(
            new ThisMachine(),
            [new Problem(At, $"{why}; trials run with this machine's tools", hint, Severity.Notice)]
        );

    private static ResolvedEnvironment FindVenv(string folder) =>
        File.Exists(Path.Combine(folder, "bin", "python"))
            ? new(new VirtualEnvironment(folder), [])
            : Absent(
                $"there is no virtual environment at '{folder}'",
                $"make one: python3 -m venv '{folder}'"
            );

    private ResolvedEnvironment FindConda(string nameOrPrefix) =>
        CondaPrefixes
            .Candidates(nameOrPrefix, searchPath)
            .FirstOrDefault(p => Directory.Exists(Path.Combine(p, "conda-meta")))
            is { } prefix
            ? new(new CondaEnvironment(prefix), [])
            : Absent(
                $"there is no conda environment '{nameOrPrefix}'",
                "`conda env list` shows those that exist"
            );

    private async Task<ResolvedEnvironment> FindContainerAsync(
        EnvironmentRequest request,
        string image,
        CancellationToken ct
    )
    {
        string[] wanted = request.Engine is null ? ["docker", "podman"] : [request.Engine];
        foreach (var name in wanted)
        {
            if (Executables.Find(name, searchPath) is { } engine && await AnswersAsync(engine, name, ct))
                return new(new ContainerEnvironment(engine, image, request.EngineArguments), []);
        }
        var engines = string.Join(" or ", wanted);
        return request.Engine is null
            ? OnThisMachine(
                $"image '{image}' needs {engines}, and none answers here",
                $"install one, or map the environment in {mappings.File}"
            )
            : Absent($"image '{image}' needs {engines}, which does not answer here", $"start {engines}");
    }

    // A client without its engine is common (docker); only the server's version proves that it can run something.
    private static async Task<bool> AnswersAsync(string engine, string name, CancellationToken ct)
    {
        var format = name == "docker" ? "{{.Server.Version}}" : "{{.Client.Version}}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            var answer = await Subprocess.RunAsync(
                engine,
                ["version", "--format", format],
                null,
                null,
                limit.Token
            );
            return answer.ExitCode == 0;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private static ResolvedEnvironment Absent(string what, string hint) =>
        new(new ThisMachine(), [new Problem(At, what, hint)]);
}
