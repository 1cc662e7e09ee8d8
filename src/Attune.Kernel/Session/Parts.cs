using System.Text.Json.Nodes;
using Attune.Kernel.Cells;
using Attune.Kernel.Display;
using Attune.Kernel.Display.Sweeps;
using Attune.Kernel.Editing;
using Attune.Kernel.Messages;
using Attune.Kernel.Packages;
using Attune.Kernel.Streams;

namespace Attune.Kernel.Session;

/// <summary>What a session is made of, put together; the compiler is warmed up meanwhile.</summary>
internal sealed class Parts : IDisposable
{
    private readonly ReferenceResolver _references;
    private readonly Task _warm;

    public Parts(
        Action<JsonObject, string, JsonObject> publish,
        Action<CellScope, JsonObject> askInput,
        TimeProvider time
    )
    {
        var packages = new PackageSet();
        _references = new ReferenceResolver(packages);
        var interpreter = new Interpreter(_references);
        Output = new CellOutput(publish, time);
        Desk = new InputDesk(askInput);
        Runner = new CellRunner(interpreter, packages, Output, History);
        Editor = new Editor(interpreter);
        Notebook.Door = new NotebookDoor(Output, Desk);
        LiveSweep.Register();
        Console.SetOut(new CellWriter(Output, "stdout"));
        Console.SetError(new CellWriter(Output, "stderr"));
        Console.SetIn(new CellReader(Desk));
        _warm = Task.Run(WarmAsync);
    }

    public CellOutput Output { get; }

    public InputDesk Desk { get; }

    public CellRunner Runner { get; }

    public Editor Editor { get; }

    public History History { get; } = new();

    /// <summary>Runs a cell.</summary>
    public async Task<JsonObject> RunAsync(Message request)
    {
        // The first cell would only compete with it.
        await _warm;
        return await Runner.RunAsync(request);
    }

    public void Dispose()
    {
        Output.Dispose();
        Editor.Dispose();
    }

    // The compiler is slow when it runs for the first time; most kernels have a moment before their first cell.
    private async Task WarmAsync()
    {
        var warming = new Interpreter(_references);
        _ = await warming.RunAsync(
            warming.ParseToRun("var warm = new[] { 1, 2 }.Select(n => $\"{n}\"); warm.ToList()", "warm"),
            Formatters.Format,
            new Interruption(),
            _ => { }
        );
    }
}
