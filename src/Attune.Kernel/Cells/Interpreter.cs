using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Attune.Kernel.Packages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace Attune.Kernel.Cells;

/// <summary>
/// Runs cells one after the other, each with all that those before it declared. What a cell declared before it failed or was interrupted
/// stays. One cell at a time.
/// </summary>
internal sealed class Interpreter(ReferenceResolver references)
{
    private const int StackBytes = 16 << 20;

    /// <summary>How cells are parsed.</summary>
    public static readonly CSharpParseOptions Parsing = new(
        LanguageVersion.Latest,
        DocumentationMode.Parse,
        SourceCodeKind.Script
    );

    private static readonly ImmutableArray<string> Usings =
    [
        "System",
        "System.Collections.Generic",
        "System.Globalization",
        "System.IO",
        "System.Linq",
        "System.Net.Http",
        "System.Text",
        "System.Text.Json",
        "System.Threading",
        "System.Threading.Tasks",
        "Attune.Kernel.Display",
        "Attune.Kernel.Display.Notebook",
    ];

    // A submission finds the objects of those before it by their number; the first place is for a host object, which there is not.
    private object?[] _objects = [null];
    private int _count;

    // Assemblies of packages that some cell refers to.
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The submissions so far, the last one first known to the compiler.</summary>
    public Submission? Last { get; private set; }

    /// <summary>A cell as it would follow the last one.</summary>
    public Submission Parse(SyntaxTree tree)
    {
        // What an earlier cell refers to, this one knows; to name it again would cost its memory again.
        var added = references.Packages.Where(each => !_known.Contains(each.Path)).ToList();
        var compilation = CSharpCompilation.CreateScriptCompilation(
            string.Create(CultureInfo.InvariantCulture, $"Submission#{_count}-{Guid.NewGuid():N}"),
            tree,
            [.. Last is null ? references.Framework : [], .. added.Select(each => each.Reference)],
            Options(),
            Last?.Compilation
        );
        return new Submission(compilation) { Added = [.. added.Select(each => each.Path)] };
    }

    /// <summary>A cell as it would follow the last one, ready to be run and to be interrupted.</summary>
    public Submission ParseToRun(string code, string name)
    {
        var written = SyntaxTree(code, name);
        return Parse(Checkpoints.In(written)) with { Written = () => Parse(written) };
    }

    /// <summary>The syntax of a cell.</summary>
    public static SyntaxTree SyntaxTree(string code, string name) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), Parsing, name);

    /// <summary>Runs a cell and gives what is made of its value; null when it has none.</summary>
    /// <param name="submission">The cell, parsed after the last one that ran.</param>
    /// <param name="show">Makes of the value what is shown; part of the cell, for it may run code of the user's.</param>
    /// <param name="interruption">Its end before its time.</param>
    /// <param name="unhandled">Takes what an <c>async void</c> method throws.</param>
    /// <exception cref="CompilationException">It is no C#; nothing was run.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    /// <exception cref="LeftRunningException">It was interrupted, and does not end.</exception>
    public async Task<T?> RunAsync<T>(
        Submission submission,
        Func<object, T?> show,
        Interruption interruption,
        Action<Exception> unhandled
    )
        where T : class
    {
        var run = submission.Load(interruption.Token);
        if (run is null)
        {
            Keep(submission);
            return null;
        }
        var objects = new object?[_objects.Length + 1];
        _objects.CopyTo(objects, 0);
        var ended = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => ended.SetFrom(Run), StackBytes) { IsBackground = true, Name = "cell" };
        thread.Start();
        try
        {
            return await ended.Task.WaitAsync(interruption.GivenUp);
        }
        catch (OperationCanceledException) when (!ended.Task.IsCompleted)
        {
            throw new LeftRunningException();
        }
        catch (Exception) when (interruption.IsRequested)
        {
            throw new OperationCanceledException();
        }
        finally
        {
            // Without its object, later cells could not use what it declares.
            if (objects[^1] is not null)
            {
                _objects = objects;
                _count++;
                Keep(submission);
            }
        }

        T? Run()
        {
            T? shown = null;
            SynchronizationContext.SetSynchronizationContext(new CellContext(interruption, unhandled));
            interruption.Run(() =>
                shown = run(objects).GetAwaiter().GetResult() is { } value ? show(value) : null
            );
            return shown;
        }
    }

    private void Keep(Submission submission)
    {
        Last = submission;
        _known.UnionWith(submission.Added);
    }

    private CSharpCompilationOptions Options() =>
        new(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: string.Create(CultureInfo.InvariantCulture, $"Cell{_count}"),
            usings: Last is null ? Usings : [],
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            sourceReferenceResolver: ScriptSourceResolver.Default.WithBaseDirectory(
                Environment.CurrentDirectory
            ),
            metadataReferenceResolver: references,
            nullableContextOptions: NullableContextOptions.Annotations
        );
}

/// <summary>A cell that was interrupted and does not end.</summary>
internal sealed class LeftRunningException()
    : Exception(
        "The cell was interrupted, but it is in native code or in a library's computation, which cannot be stopped: it is left running, and other cells can be run. Restart the kernel to be rid of it."
    );
