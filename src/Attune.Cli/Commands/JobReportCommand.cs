using System.CommandLine;
using System.Text;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;
using Attune.Studio.Reports;

namespace Attune.Cli.Commands;

/// <summary><c>attune job report</c>.</summary>
internal static class JobReportCommand
{
    public static Command Create(CommandTree tree)
    {
        var file = new Option<string?>("--file", "-f", "-o")
        {
            Description = "The file to write. Default: NAME.html here; an older one is replaced",
            HelpName = "FILE",
        };
        file.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && Enum.TryParse<OutputFormat>(token.Value, ignoreCase: true, out _)
                && !File.Exists(token.Value)
            )
            {
                result.AddError(
                    $"A report is a file of HTML, not {token.Value}: name the file, as in -o report.html."
                );
            }
        });
        var command = CommandTree.New(
            "report",
            "Write a job as one HTML file that needs nothing else: what was found, charts, every trial",
            "attune job report calm_otter_7k2m9q",
            "attune job report calm_otter_7k2m9q -o report.html"
        );
        var name = new NameInput(command, "The job; it may be running still");
        command.Options.Add(file);
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, name.Get(call), call.Get(file), cancellationToken)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Call call,
        string name,
        string? file,
        CancellationToken cancellationToken
    )
    {
        var store = await call.OpenAsync(cancellationToken);
        await using var _ = store;
        if (store is null || await store.Catalog.WatchAsync(name, cancellationToken) is not { } watch)
        {
            return await call.NoJobAsync(store, name, cancellationToken);
        }
        var target = Path.GetFullPath(file ?? watch.Job.Name + ".html");
        var half = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await using (var writer = new StreamWriter(half, append: false, new UTF8Encoding(false)))
            {
                var (state, reason) = store.StateOf(watch.Job);
                await SweepReport.WriteAsync(
                    watch,
                    state,
                    reason,
                    store.Stores.Measurements,
                    TimeProvider.System.GetUtcNow(),
                    writer,
                    cancellationToken
                );
            }
            // Whole or not at all: an older report stays until the new one is written.
            File.Move(half, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return call.Terminal.Refuse(
                ExitCode.Failed,
                $"The report could not be written: {error.Message}",
                "name another place with -o FILE"
            );
        }
        finally
        {
            File.Delete(half);
        }
        var done = new ReportContract(
            watch.Job.Name,
            target,
            new FileInfo(target).Length,
            watch.Trials.Count
        );
        if (call.ForPeople)
        {
            call.Terminal.Out.Line($"{Words.Count(done.Trials, "trial")} of {done.Job} in {done.Path}");
        }
        else
        {
            call.Write(done, ContractJson.Readable.ReportContract);
        }
        return ExitCode.Ok;
    }
}
