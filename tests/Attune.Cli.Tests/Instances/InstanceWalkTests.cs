using System.Globalization;
using Attune.Cli.Tests.Running;
using Microsoft.Playwright;

namespace Attune.Cli.Tests.Instances;

/// <summary>An instance as a person uses it: the real command, the real Jupyter, in Chromium.</summary>
public sealed class InstanceWalkTests
{
    private const string Notebook = """
        {"cells":[
          {"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":["x = 41"]},
          {"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":["print('it is', x + 1)"]}
        ],"metadata":{"kernelspec":{"display_name":"Python 3","language":"python","name":"python3"}},"nbformat":4,"nbformat_minor":4}
        """;

    // It is drawn on a canvas, whose text no locator finds.
    private const string ShowsOnScreen = """
        text => {
          const lines = window.terminal?.term._core.buffer.lines;
          if (!lines) return false;
          const line = i => window.terminal.term._core.buffer.translateBufferLineToString(i, true);
          return Array.from({ length: lines.length }, (_, i) => line(i)).join("\n").includes(text);
        }
        """;

    [Fact]
    public async Task A_person_starts_an_instance_runs_a_notebook_in_a_new_tab_and_stops_it()
    {
        await using var folder = new JobFolder();
        using var studio = await StartAsync(folder);
        await using var window = await StudioWindow.OpenAsync(studio);
        // The notebooks that come with the program are there from the first look on.
        await window.GoAsync("notebooks?path=python");
        await Assertions
            .Expect(window.Page.GetByText("Tune Hyperparameters").First)
            .ToBeVisibleAsync(StudioWindow.Visible);
        await window.MakeAsync("ci-1");
        Write(folder, "walk.ipynb", Notebook);
        var tree = await StudioWindow.NewTabAsync(
            window.Page,
            () => window.Page.GetByRole(AriaRole.Link, new() { Name = "Jupyter", Exact = true }).ClickAsync()
        );
        // Signed in: the files are there, nobody asks for a token, and the way out is the studio's.
        await Assertions.Expect(tree.GetByText("walk.ipynb")).ToBeVisibleAsync(StudioWindow.Visible);
        Assert.Equal("/jupyter/default/ci-1/tree", new Uri(tree.Url).AbsolutePath);
        await Assertions.Expect(tree.Locator("#logout")).ToBeHiddenAsync();
        await Assertions.Expect(tree.Locator("#shutdown")).ToBeHiddenAsync();

        var notebook = await StudioWindow.NewTabAsync(tree, () => tree.GetByText("walk.ipynb").ClickAsync());
        await ConnectedAsync(notebook);
        await notebook.Locator("#celllink").ClickAsync();
        await notebook.Locator("#run_all_cells").ClickAsync();
        await Assertions
            .Expect(notebook.Locator(".output_text").First)
            .ToContainTextAsync("it is 42", StudioWindow.Text);
        Assert.Equal(1, await CountAsync(tree, "kernels"));
        await notebook.Locator("#filelink").ClickAsync();
        await notebook.Locator("#close_and_halt").ClickAsync();
        await tree.WaitForFunctionAsync(
            "async () => (await (await fetch('/jupyter/default/ci-1/api/kernels')).json()).length === 0"
        );

        // A terminal is signed in, too: the command finds the host and the workspace by itself.
        var terminal = await StudioWindow.NewTabAsync(
            window.Page,
            () => window.Page.GetByRole(AriaRole.Link, new() { Name = "Terminal" }).ClickAsync()
        );
        await terminal.WaitForFunctionAsync("() => window.terminal?.socket.readyState === 1");
        await terminal.Locator(".xterm-helper-textarea").FocusAsync();
        await terminal.Keyboard.TypeAsync("attune compute list\n");
        await terminal.WaitForFunctionAsync(ShowsOnScreen, "computeinstance");

        await StopAsync(window);
        Assert.Empty(Processes(folder));
        // The tab that was left open leads to where it is started again.
        await tree.ReloadAsync();
        Assert.EndsWith("/compute/instances/ci-1", tree.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_host_is_back_with_what_a_notebook_holds_and_a_killed_Jupyter_is_said()
    {
        await using var folder = new JobFolder();
        var (window, second) = await TwiceAsync(folder);
        using var studio = second;
        await using var closing = window;
        await window.GoAsync("compute/instances/ci-1");
        await window.StandsAsync("running");
        var jupyter = Processes(folder)
            .Single(pid =>
                CommandOf(pid) is var command
                && command.Contains("jupyter-notebook", StringComparison.Ordinal)
                && command.Contains("python", StringComparison.Ordinal)
            );
        await JobFolder.SignalAsync("KILL", jupyter);
        await window.StandsAsync("stopped");
        await Assertions
            .Expect(window.Page.Locator(".problem"))
            .ToContainTextAsync("Jupyter ended: ended by SIGKILL", StudioWindow.Text);
        Assert.Empty(Processes(folder));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await window.StandsAsync("running");
        await Assertions.Expect(window.Page.Locator(".problem")).ToHaveCountAsync(0);
        await StopAsync(window);
    }

    private static async Task StopAsync(StudioWindow window)
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await window
            .Page.GetByRole(AriaRole.Group)
            .GetByRole(AriaRole.Button, new() { Name = "Stop" })
            .ClickAsync();
        await window.StandsAsync("stopped");
    }

    /// <summary>A notebook that holds a variable while its host is killed, and goes on with it in the same tab.</summary>
    private static async Task<(StudioWindow, RunningCommand)> TwiceAsync(JobFolder folder)
    {
        IPage notebook;
        StudioWindow window;
        using (var first = await StartAsync(folder))
        {
            window = await StudioWindow.OpenAsync(first);
            await window.MakeAsync("ci-1");
            Write(folder, "held.ipynb", Notebook);
            notebook = await window.Page.Context.NewPageAsync();
            await notebook.GotoAsync(
                new Uri(window.Address, "jupyter/default/ci-1/notebooks/held.ipynb").ToString()
            );
            await ConnectedAsync(notebook);
            await notebook.EvaluateAsync("() => Jupyter.notebook.get_cell(0).execute()");
            await Assertions
                .Expect(notebook.Locator(".input_prompt").First)
                .ToContainTextAsync("[1]", StudioWindow.Text);
            await JobFolder.SignalAsync("KILL", first.Process.Id);
            await first.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await notebook.WaitForFunctionAsync("() => !Jupyter.notebook.kernel.is_connected()");
        }
        var second = folder.Start("studio");
        await second.UntilSaidAsync("Sign in:");
        await ConnectedAsync(notebook);
        await notebook.EvaluateAsync("() => Jupyter.notebook.get_cell(1).execute()");
        await Assertions
            .Expect(notebook.Locator(".output_text").First)
            .ToContainTextAsync("it is 42", StudioWindow.Text);
        return (window, second);
    }

    private static async Task<RunningCommand> StartAsync(JobFolder folder)
    {
        var studio = folder.Start("studio");
        await studio.UntilSaidAsync("Sign in: http");
        await studio.UntilSaidAsync("Ctrl+C ends the studio");
        return studio;
    }

    private static async Task ConnectedAsync(IPage notebook) =>
        await notebook.WaitForFunctionAsync(
            "() => window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected() && Jupyter.notebook.kernel.info_reply.status"
        );

    private static Task<int> CountAsync(IPage page, string what) =>
        page.EvaluateAsync<int>(
            "async what => (await (await fetch(`/jupyter/default/ci-1/api/${what}`)).json()).length",
            what
        );

    private static string UserFolder(JobFolder folder) =>
        Path.Combine(folder.Home, "workspaces", "default", "Users", "owner");

    private static void Write(JobFolder folder, string name, string text) =>
        File.WriteAllText(Path.Combine(UserFolder(folder), name), text);

    /// <summary>Living processes of the folder's instances.</summary>
    private static List<int> Processes(JobFolder folder)
    {
        var identity = File.ReadAllText(Path.Combine(folder.Home, "keys", "identity")).Trim();
        var found = new List<int>();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var pid)
                && Read($"{process}/environ")
                    .Contains($"ATTUNE_EXECUTION={identity}-instances/", StringComparison.Ordinal)
            )
            {
                found.Add(pid);
            }
        }
        return found;
    }

    private static string CommandOf(int pid) => Read($"/proc/{pid}/cmdline");

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
