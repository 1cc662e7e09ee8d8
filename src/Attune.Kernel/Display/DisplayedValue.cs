using System.Text.Json.Nodes;

namespace Attune.Kernel.Display;

/// <summary>A place under a cell where a value is shown. Thread-safe; it can be used from later cells too.</summary>
public sealed class DisplayedValue
{
    private DisplayedValue(string id) => Id = id;

    /// <summary>Its name among all places.</summary>
    public string Id { get; }

    /// <summary>Shows another value there, instead.</summary>
    /// <param name="value">The value.</param>
    public void Update(object? value) => Publish("update_display_data", Id, Formatters.Format(value));

    internal static DisplayedValue Show(MimeBundle bundle)
    {
        var id = Guid.NewGuid().ToString("N");
        Publish("display_data", id, bundle);
        return new DisplayedValue(id);
    }

    private static void Publish(string type, string id, MimeBundle bundle) =>
        Notebook.Door?.Publish(
            type,
            new JsonObject
            {
                ["data"] = bundle.ToJson(),
                ["metadata"] = new JsonObject(),
                ["transient"] = new JsonObject { ["display_id"] = id },
            }
        );
}
