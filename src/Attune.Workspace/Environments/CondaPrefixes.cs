namespace Attune.Workspace.Environments;

internal static class CondaPrefixes
{
    private static readonly string[] UsualRoots =
    [
        "miniconda3",
        "miniforge3",
        "mambaforge",
        "micromamba",
        "anaconda3",
        ".conda",
    ];

    /// <summary>Where an environment of that name may lie, likeliest first; a path is its own only candidate.</summary>
    internal static IEnumerable<string> Candidates(string nameOrPrefix, string? searchPath)
    {
        if (nameOrPrefix.Contains('/'))
            return [nameOrPrefix];
        var roots = Roots(searchPath).ToList();
        if (nameOrPrefix == "base")
            return roots;
        var listed = Path.Combine(Home, ".conda", "environments.txt");
        return
        [
            .. Variables("CONDA_ENVS_PATH", "CONDA_ENVS_DIRS")
                .Select(folder => Path.Combine(folder, nameOrPrefix)),
            .. roots.Select(root => Path.Combine(root, "envs", nameOrPrefix)),
            .. (File.Exists(listed) ? File.ReadAllLines(listed) : [])
                .Select(line => line.Trim())
                .Where(line => Path.GetFileName(line) == nameOrPrefix),
        ];
    }

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static IEnumerable<string> Roots(string? searchPath)
    {
        // …/bin/conda and …/condabin/conda both lie one folder below the root.
        var executables = Variables("CONDA_EXE")
            .Append(Executables.Find("conda", searchPath))
            .OfType<string>();
        return
        [
            .. executables.Select(exe => Path.GetDirectoryName(Path.GetDirectoryName(exe))).OfType<string>(),
            .. Variables("MAMBA_ROOT_PREFIX"),
            .. UsualRoots.Select(folder => Path.Combine(Home, folder)),
            "/opt/conda",
        ];
    }

    private static IEnumerable<string> Variables(params string[] names) =>
        names.SelectMany(name =>
            (Environment.GetEnvironmentVariable(name) ?? "").Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries
            )
        );
}
