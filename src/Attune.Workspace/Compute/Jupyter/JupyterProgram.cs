namespace Attune.Workspace.Compute.Jupyter;

/// <summary>The Jupyter that is installed on this machine.</summary>
/// <param name="Path">The program, absolute.</param>
/// <param name="Python">The Python that it runs on, and that has its kernel.</param>
internal sealed record JupyterProgram(string Path, string Python)
{
    /// <summary>What to do where there is none.</summary>
    public const string Missing =
        "Jupyter is not installed on this machine. Install it (sudo apt install jupyter-notebook python3-ipykernel python3-terminado node-xterm), then start the instance again.";

    private const string Name = "jupyter-notebook";

    /// <summary>Finds it on a search path, or where systems put programs.</summary>
    /// <param name="program">The program if it is known already.</param>
    /// <param name="search">The host's <c>PATH</c>.</param>
    public static JupyterProgram? Find(string? program, string? search)
    {
        var found =
            program
            ?? $"{search}:/usr/local/bin:/usr/bin"
                .Split(':', StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => System.IO.Path.Combine(folder, Name))
                .FirstOrDefault(File.Exists);
        return File.Exists(found) ? new JupyterProgram(found, PythonOf(found)) : null;
    }

    // The first line of a program that pip or Debian installs names the Python that it was installed for.
    private static string PythonOf(string program)
    {
        var first = File.ReadLines(program).FirstOrDefault() ?? "";
        var words = first.StartsWith("#!", StringComparison.Ordinal)
            ? first[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [];
        return words.LastOrDefault(word => word.Contains("python", StringComparison.Ordinal)) ?? "python3";
    }
}
