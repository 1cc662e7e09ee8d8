using System.Text.Json.Nodes;
using Attune.Kernel.Streams;

namespace Attune.Kernel.Display;

/// <summary>The way from a cell's code to the front end.</summary>
internal sealed class NotebookDoor(CellOutput output, InputDesk desk)
{
    public void Publish(string type, JsonObject content) => output.Publish(CurrentCell.Parent, type, content);

    public string Ask(string prompt, bool isSecret) => desk.Ask(prompt, isSecret);
}
