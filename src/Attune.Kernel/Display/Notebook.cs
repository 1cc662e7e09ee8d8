using System.Globalization;
using System.Text.Json.Nodes;
using Attune.Client;
using Attune.Kernel.Display.Sweeps;
using Attune.Kernel.Streams;

namespace Attune.Kernel.Display;

/// <summary>
/// What a cell can do beside C#: show values, show them anew, ask. Its members stand in every cell without a prefix. Thread-safe.
/// </summary>
public static class Notebook
{
    internal static NotebookDoor? Door { get; set; }

    /// <summary>Cancelled when the present cell is interrupted: for code that is to end in order, and for tasks of its own.</summary>
    public static CancellationToken Interrupted => CurrentCell.Value.Interruption.Token;

    /// <summary>Shows a value under the cell.</summary>
    /// <param name="value">Anything: <see cref="Formatters"/> says how it is shown. A sweep that runs shows itself anew as it goes on.</param>
    /// <returns>The place where it is shown, to show something else there later.</returns>
#pragma warning disable IDE1006, CA1707 // The name that this function has in notebooks of every language.
    public static DisplayedValue display(object? value) =>
        value is Sweep sweep ? LiveSweep.Show(sweep) : DisplayedValue.Show(Formatters.Format(value));

    /// <summary>Shows a text as what it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mimeType">What it is, such as <c>text/latex</c>.</param>
    /// <returns>The place where it is shown.</returns>
    public static DisplayedValue display(string text, string mimeType) =>
        DisplayedValue.Show(new MimeBundle(mimeType, text));
#pragma warning restore IDE1006, CA1707

    /// <summary>HTML, as a value to show or to end a cell with. It is shown as it stands: encode what is not yours.</summary>
    /// <param name="html">The text.</param>
    public static MimeBundle Html(string html) => new("text/html", html);

    /// <summary>Markdown, with formulas between dollar signs.</summary>
    /// <param name="markdown">The text.</param>
    public static MimeBundle Markdown(string markdown) => new("text/markdown", markdown);

    /// <summary>A drawing.</summary>
    /// <param name="svg">An <c>svg</c> element.</param>
    public static MimeBundle Svg(string svg) => new("image/svg+xml", svg);

    /// <summary>Plain text, as it stands.</summary>
    /// <param name="text">The text.</param>
    public static MimeBundle Text(string text) => new("text/plain", text);

    /// <summary>A picture.</summary>
    /// <param name="bytes">The content of a PNG file.</param>
    public static MimeBundle Png(byte[] bytes) => new("image/png", Convert.ToBase64String(bytes));

    /// <summary>A picture in a file.</summary>
    /// <param name="path">A PNG file.</param>
    public static MimeBundle Png(string path) => Png(File.ReadAllBytes(path));

    /// <summary>A picture.</summary>
    /// <param name="bytes">The content of a JPEG file.</param>
    public static MimeBundle Jpeg(byte[] bytes) => new("image/jpeg", Convert.ToBase64String(bytes));

    /// <summary>Takes away what the cell has shown so far.</summary>
    /// <param name="wait">Only when something else is shown, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) =>
        Door?.Publish("clear_output", new JsonObject { ["wait"] = wait });

    /// <summary>Asks whoever runs the cell for a line; <see cref="Console.ReadLine"/> does so without a prompt.</summary>
    /// <param name="prompt">What is asked for.</param>
    /// <exception cref="InvalidOperationException">The notebook is run by a program, which nobody can type into.</exception>
    public static string Input(string prompt = "") => Ask(prompt, isSecret: false);

    /// <summary>Asks for a line that is not shown.</summary>
    /// <param name="prompt">What is asked for.</param>
    /// <exception cref="InvalidOperationException">The notebook is run by a program, which nobody can type into.</exception>
    public static string Password(string prompt = "") => Ask(prompt, isSecret: true);

    /// <summary>Shows a value in the front end's pager, where it has one.</summary>
    /// <param name="value">The value.</param>
    public static void Page(object? value) =>
        CurrentCell.Value.Payloads.Enqueue(
            new JsonObject
            {
                ["source"] = "page",
                ["data"] = Formatters.Format(value).ToJson(),
                ["start"] = 0,
            }
        );

    private static string Ask(string prompt, bool isSecret) =>
        (Door ?? throw new InvalidOperationException("There is no notebook.")).Ask(prompt, isSecret);

    internal static string Invariant(object value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
