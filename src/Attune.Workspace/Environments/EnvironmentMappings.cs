using Attune.Workspace.Homes;

namespace Attune.Workspace.Environments;

/// <summary>What the names of environments mean on this machine, as the settings of a home say it.</summary>
/// <param name="settings">The settings.</param>
/// <param name="file">Their file: relative paths in it are relative to its folder.</param>
/// <remarks>A version, label or registry may be left out of a mapped name; case does not count; <c>*</c> stands for every other name.</remarks>
public sealed class EnvironmentMappings(Settings settings, string file)
{
    /// <summary>The file of the settings, absolute.</summary>
    public string File { get; } = Path.GetFullPath(file);

    /// <summary>What a name means here; null when it is not mapped.</summary>
    public EnvironmentRequest? Find(EnvironmentName name)
    {
        string[] forms = [name.Text, $"{name.Name}:{name.Version}", name.Name, "*"];
        return forms.Select(FindMapping).FirstOrDefault(mapping => mapping is not null) is { } found
            ? Request(found)
            : null;
    }

    private EnvironmentMapping? FindMapping(string name) =>
        settings
            .Environments.FirstOrDefault(e => e.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Value;

    private EnvironmentRequest Request(EnvironmentMapping mapping)
    {
        var folder = Path.GetDirectoryName(File)!;
        if (mapping.Venv is { } venv)
            return new EnvironmentRequest { Venv = Path.GetFullPath(venv, folder) };
        if (mapping.Conda is { } conda)
            return new EnvironmentRequest
            {
                Conda = conda.Contains('/') ? Path.GetFullPath(conda, folder) : conda,
            };
        return new EnvironmentRequest
        {
            Image = mapping.Image,
            Engine = mapping.Engine,
            EngineArguments = mapping.EngineArguments,
        };
    }
}
