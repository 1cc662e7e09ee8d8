using System.Text.Json;
using Attune.Workspace.Executors;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Compute.Jupyter;

/// <summary>An instance's own folder: how its Jupyter is set up, what it keeps while it runs, and what it said.</summary>
internal sealed class JupyterFolder(Home home, string workspace, string name)
{
    /// <summary>The folder.</summary>
    public string Root { get; } = System.IO.Path.Combine(home.Instances(workspace), name);

    public string Config => System.IO.Path.Combine(Root, "config");

    public string Data => System.IO.Path.Combine(Root, "data");

    public string Runtime => System.IO.Path.Combine(Root, "runtime");

    public string Programs => System.IO.Path.Combine(Root, "bin");

    public string IPython => System.IO.Path.Combine(Root, "ipython");

    public string Log => System.IO.Path.Combine(Root, "jupyter.log");

    private string SessionFile => System.IO.Path.Combine(Root, "session.json");

    /// <summary>What is run, for a start.</summary>
    public ExecutionId IdOf(JupyterSession session) => new($"{workspace}.{name}", session.Attempt);

    /// <summary>The folder of an execution's instance.</summary>
    public static string Of(Home home, string trial)
    {
        var (workspace, name) = Names(trial);
        return new JupyterFolder(home, workspace, name).Root;
    }

    /// <summary>The instance that an execution runs; neither name holds a dot.</summary>
    public static (string Workspace, string Name) Names(string trial)
    {
        var dot = trial.IndexOf('.', StringComparison.Ordinal);
        return (trial[..dot], trial[(dot + 1)..]);
    }

    /// <summary>The last start that was written down; null when there was none.</summary>
    public JupyterSession? Session =>
        File.Exists(SessionFile)
            ? JsonSerializer.Deserialize(File.ReadAllText(SessionFile), JupyterJson.Default.JupyterSession)
            : null;

    /// <summary>Writes a start down.</summary>
    public void Save(JupyterSession session)
    {
        PrivateFolder.Create(Root);
        PrivateFile.Write(SessionFile, JsonSerializer.Serialize(session, JupyterJson.Default.JupyterSession));
    }

    /// <summary>Takes away what earlier starts left, but the last one's words.</summary>
    public void Tidy()
    {
        PrivateFolder.Create(Root);
        foreach (var folder in Directory.GetDirectories(Root, ".attempt-*").Append(Runtime))
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        if (File.Exists(Log))
        {
            File.Move(Log, Log + ".old", overwrite: true);
        }
    }

    /// <summary>The last line of what it said; empty when it said nothing.</summary>
    public string LastWords()
    {
        try
        {
            var last = File.ReadLines(Log).LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "";
            return last.Length > 300 ? last[..300] + " …" : last;
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Takes the folder away.</summary>
    public void Delete()
    {
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
