using System.Text.Json.Nodes;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Compute.Jupyter;

/// <summary>Writes how an instance's Jupyter is set up: where it listens and shows, and that nobody but the host gets in.</summary>
internal static class JupyterSetup
{
    // Leaving and ending belong to the studio: here they would leave the person before a page that asks for a token.
    private const string Style = "#login_widget, #logout, #shutdown { display: none !important; }\n";

    /// <summary>Writes it.</summary>
    /// <param name="folder">The instance's folder.</param>
    /// <param name="session">The start that it is for.</param>
    /// <param name="userFolder">The folder that it shows.</param>
    /// <param name="program">The Jupyter program.</param>
    /// <param name="command">How <c>attune</c> is called, for terminals; none: as the machine finds it.</param>
    public static void Write(
        JupyterFolder folder,
        JupyterSession session,
        string userFolder,
        JupyterProgram program,
        IReadOnlyList<string> command
    )
    {
        PrivateFolder.Create(folder.Config);
        PrivateFolder.Create(folder.Data);
        PrivateFolder.Create(folder.Runtime);
        PrivateFolder.Create(folder.IPython);
        var mends = JupyterTerminals.Mend(program.Path, folder.Config);
        var settings = new JsonObject
        {
            ["NotebookApp"] = new JsonObject
            {
                ["ip"] = "127.0.0.1",
                ["port"] = session.Port,
                ["port_retries"] = 0,
                ["base_url"] = session.Path,
                ["token"] = session.Token,
                ["password"] = "",
                ["allow_password_change"] = false,
                ["open_browser"] = false,
                ["allow_root"] = true,
                ["notebook_dir"] = userFolder,
                ["quit_button"] = false,
                // The host's names and those of a proxy before it, which the host has looked at.
                ["allow_remote_access"] = true,
                ["trust_xheaders"] = true,
                // Charts that follow a sweep are large, and go through no network.
                ["iopub_data_rate_limit"] = 1e8,
                // Not the shell that one signs in with, whose profile forgets where attune is.
                ["terminado_settings"] = new JsonObject
                {
                    ["shell_command"] = new JsonArray(
                        Environment.GetEnvironmentVariable("SHELL") is { Length: > 0 } shell
                            ? shell
                            : "/bin/bash"
                    ),
                },
                ["extra_template_paths"] = new JsonArray([
                    .. Mends(JupyterTerminals.Templates(folder.Config)),
                ]),
                ["extra_static_paths"] = new JsonArray([.. Mends(JupyterTerminals.Static(folder.Config))]),
            },
            ["MappingKernelManager"] = new JsonObject { ["kernel_info_timeout"] = 180 },
            // The wastebasket of the host's account is nobody's in the studio.
            ["FileContentsManager"] = new JsonObject { ["delete_to_trash"] = false },
        };
        PrivateFile.Write(
            Path.Combine(folder.Config, "jupyter_notebook_config.json"),
            settings.ToJsonString()
        );
        WriteCommand(Directory.CreateDirectory(folder.Programs).FullName, command);
        Directory.CreateDirectory(Path.Combine(folder.Config, "custom"));
        File.WriteAllText(Path.Combine(folder.Config, "custom", "custom.css"), Style);
        using var script = File.Create(Path.Combine(folder.Config, "custom", "custom.js"));
        using var resource = typeof(JupyterSetup).Assembly.GetManifestResourceStream("jupyter-custom.js")!;
        resource.CopyTo(script);

        IEnumerable<JsonNode> Mends(string place) => mends ? [place] : [];
    }

    private static void WriteCommand(string folder, IReadOnlyList<string> command)
    {
        var file = Path.Combine(folder, "attune");
        if (command.Count == 0)
        {
            File.Delete(file);
            return;
        }
        var words = command.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        File.WriteAllText(file, $"#!/bin/sh\nexec {string.Join(' ', words)} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                file,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
    }
}
