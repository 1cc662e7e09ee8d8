using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Compute.Jupyter;

/// <summary>The folder of a person's notebooks: what their instances show.</summary>
internal static class UserFolder
{
    // What was copied to a person, by path, with the file's sum: not among the people's files. No instance can be called so.
    private const string Copied = ".copied";

    /// <summary>Makes the folder, with <c>config.json</c>, by which clients find the workspace, and the notebooks that come with the program.</summary>
    /// <param name="home">The home.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="person">Whose it is.</param>
    /// <param name="config">What <c>config.json</c> says.</param>
    /// <param name="material">The folder with <c>notebooks/</c>.</param>
    /// <returns>The folder.</returns>
    public static string Prepare(
        Home home,
        string workspace,
        string person,
        JsonObject config,
        string material
    )
    {
        var folder = home.User(workspace, person);
        Directory.CreateDirectory(folder);
        WriteConfig(Path.Combine(folder, "config.json"), config);
        var notebooks = Path.Combine(material, "notebooks");
        if (Directory.Exists(notebooks))
        {
            var record = Path.Combine(home.Instances(workspace), Copied, person + ".json");
            Directory.CreateDirectory(Path.GetDirectoryName(record)!);
            Copy(notebooks, folder, record);
        }
        return folder;
    }

    // A file that names another place was put there by its owner.
    private static void WriteConfig(string path, JsonObject config)
    {
        if (
            File.Exists(path) && !File.ReadAllText(path).Contains("\"attune_home\"", StringComparison.Ordinal)
        )
        {
            return;
        }
        Replace(path, config.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    /// <summary>Copies each file once: never over one that was changed, nor back where one was deleted. A newer one replaces an unchanged one.</summary>
    private static void Copy(string from, string to, string record)
    {
        var copied = File.Exists(record) ? JsonNode.Parse(File.ReadAllText(record))!.AsObject() : [];
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(from, file);
            var target = Path.Combine(to, path);
            var (before, sum) = ((string?)copied[path], SumOf(file));
            var isDue = before is null
                ? !File.Exists(target)
                : before != sum && File.Exists(target) && SumOf(target) == before;
            if (isDue)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target + ".new", overwrite: true);
                File.Move(target + ".new", target, overwrite: true);
            }
            if (isDue || before is null)
            {
                copied[path] = sum;
                Replace(record, copied.ToJsonString());
            }
        }
    }

    private static string SumOf(string file) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
