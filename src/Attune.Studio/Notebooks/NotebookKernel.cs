using System.Text.Json;
using System.Text.Json.Nodes;

namespace Attune.Studio.Notebooks;

/// <summary>What runs the cells of a new notebook.</summary>
/// <param name="Name">The name by which Jupyter knows it.</param>
/// <param name="Title">What people choose it by.</param>
/// <param name="Language">Its language.</param>
internal sealed record NotebookKernel(string Name, string Title, string Language)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 1 };

    /// <summary>The kernels that are offered, the first one by default.</summary>
    public static IReadOnlyList<NotebookKernel> All { get; } =
    [new("attune-csharp", "C# (Attune)", "C#"), new("python3", "Python 3", "python")];

    /// <summary>A notebook without cells, as a file holds it.</summary>
    public string EmptyNotebook() =>
        new JsonObject
        {
            ["cells"] = new JsonArray(),
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject
                {
                    ["display_name"] = Title,
                    ["language"] = Language,
                    ["name"] = Name,
                },
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        }.ToJsonString(Indented) + "\n";
}
