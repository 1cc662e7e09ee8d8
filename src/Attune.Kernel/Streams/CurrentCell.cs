using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Attune.Kernel.Cells;

namespace Attune.Kernel.Streams;

/// <summary>
/// Which cell the present code belongs to: its tasks and threads too, after its end, so that what they print stands under the cell that
/// started them.
/// </summary>
internal static class CurrentCell
{
    private static readonly AsyncLocal<CellScope?> Scope = new();
    private static CellScope _last = new([], [], AllowsInput: false, new Interruption());

    /// <summary>The cell; code that belongs to none counts as the last one's.</summary>
    public static CellScope Value => Scope.Value ?? Volatile.Read(ref _last);

    /// <summary>The header of its request.</summary>
    public static JsonObject Parent => Value.Parent;

    /// <summary>What is started from here on belongs to a cell.</summary>
    public static void Enter(CellScope scope)
    {
        Scope.Value = scope;
        Volatile.Write(ref _last, scope);
    }
}

/// <summary>A cell under way.</summary>
/// <param name="Parent">The header of its request.</param>
/// <param name="Route">Who sent it.</param>
/// <param name="AllowsInput">Whether that front end can be asked for input.</param>
/// <param name="Interruption">Its end before its time.</param>
internal sealed record CellScope(
    JsonObject Parent,
    IReadOnlyList<byte[]> Route,
    bool AllowsInput,
    Interruption Interruption
)
{
    /// <summary>What the front end is to do beside showing output: pages to open.</summary>
    public ConcurrentQueue<JsonObject> Payloads { get; } = [];
}
