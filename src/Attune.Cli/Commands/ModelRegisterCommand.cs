using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Hosting;
using Attune.Cli.Screens;
using Attune.Client.Protocols.Control;

namespace Attune.Cli.Commands;

/// <summary><c>attune model register</c>.</summary>
internal static class ModelRegisterCommand
{
    private static readonly string[] Types = ["custom_model", "mlflow_model", "triton_model"];

    private static readonly string[] Schemes = ["azureml:", "runs:", "models:", "mlflow-artifacts:"];

    public static Command Create(CommandTree tree)
    {
        var job = new Option<string?>("--job", "-j")
        {
            Description = "The job or trial that made it; of a sweep the best trial is meant",
            HelpName = "NAME",
        };
        var path = new Option<string?>("--path", "-p")
        {
            Description =
                "The file or folder: among the job's outputs, or of this machine when no job is named",
            HelpName = "PATH",
        };
        var version = new Option<int?>("--version", "-v")
        {
            Description = "The version; the next one unless given",
            HelpName = "N",
        };
        var type = new Option<string?>("--type", "-t")
        {
            Description = $"{string.Join(", ", Types)}; told from the files unless given",
            HelpName = "TYPE",
        };
        var description = new Option<string?>("--description", "-d")
        {
            Description = "What it is",
            HelpName = "TEXT",
        };
        var tags = new Option<string[]>("--tags")
        {
            Description = "Tags as KEY=VALUE; several after each other",
            HelpName = "KEY=VALUE",
            AllowMultipleArgumentsPerToken = true,
        };
        type.CompletionSources.Add(Types);
        job.CompletionSources.Add(StoredNames.OfJobs);
        var command = CommandTree.New(
            "register",
            "Register a model from a job's outputs, or from files: they are copied, and stay when the job is deleted",
            "attune model register diabetes_model --job calm_otter_7k2m9q --path outputs/model.pkl",
            "attune model register -n diabetes_model --job calm_otter_7k2m9q_3 --tags stage=test",
            "attune model register -n diabetes_model --path ./model --type mlflow_model"
        );
        var name = new NameInput(
            command,
            "The model; made when there is none",
            complete: StoredNames.OfModels
        );
        foreach (var option in (Option[])[job, path, version, type, description, tags])
        {
            command.Options.Add(option);
        }
        command.Validators.Add(result =>
        {
            if (result.GetValue(job) is null && result.GetValue(path) is null)
            {
                result.AddError("What is to be registered is missing: --job NAME, --path PATH, or both.");
            }
            if (result.GetValue(type) is { } wrong && !Types.Contains(wrong))
            {
                result.AddError($"'{wrong}' is no type of model; there are {string.Join(", ", Types)}.");
            }
            foreach (var tag in result.GetValue(tags) ?? [])
            {
                if (tag.IndexOf('=', StringComparison.Ordinal) < 1)
                {
                    result.AddError($"'{tag}' is no tag; a tag is KEY=VALUE.");
                }
            }
        });
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var request = new RegisterModelRequest(
                name.Get(call),
                Source(call.Get(job), call.Get(path)),
                call.Workspace,
                call.Get(version),
                call.Get(type),
                call.Get(description),
                (call.Get(tags) ?? [])
                    .Select(tag => tag.Split('=', 2))
                    .GroupBy(pair => pair[0], StringComparer.Ordinal)
                    .ToDictionary(pairs => pairs.Key, pairs => pairs.Last()[1], StringComparer.Ordinal)
            );
            if (
                Path.IsPathFullyQualified(request.Path!)
                && call.RefuseElsewhere(
                    "files of this machine cannot be registered there yet; a job's outputs can, with --job NAME."
                )
                    is { } refused
            )
            {
                return refused;
            }
            // A job is known to a home that there is; files may go into a new one.
            if (call.Get(job) is not null && !call.HasHome)
            {
                return await call.NoJobAsync(null, call.Get(job)!, cancellationToken);
            }
            var (host, made) = await HostAccess.AskAsync(
                () => HostAccess.OpenAsync(call, cancellationToken),
                client => client.RegisterModelAsync(request, cancellationToken),
                cancellationToken
            );
            await host.DisposeAsync();
            await using var store = (await call.OpenAsync(cancellationToken))!;
            if (
                await store.Models.FindVersionAsync(made.Name, made.Version!.Value, cancellationToken)
                is not { } kept
            )
            {
                return call.Terminal.Refuse(ExitCode.Conflict, $"'{made.Name}' was deleted just now.");
            }
            if (call.ForPeople)
            {
                call.Terminal.Out.Line(
                    $"{kept.Name} version {kept.Version} is registered: {Words.Count(kept.Files, "file")} in {store.Models.FolderOf(kept)}"
                );
            }
            else
            {
                var model = await store.Models.FindAsync(kept.Name, cancellationToken);
                call.Write(
                    ModelVersionContract.Of(kept, model, store.Models.FolderOf(kept)),
                    ContractJson.Readable.ModelVersionContract
                );
            }
            return ExitCode.Ok;
        }
    }

    /// <summary>What the host is to look at: the outputs of a job, a source in words of its own, or a place of this machine.</summary>
    private static string Source(string? job, string? path) =>
        job is not null
            ? $"azureml://jobs/{job}/outputs/artifacts" + (path is null ? "" : "/paths/" + path.Trim('/'))
        : IsSource(path!) ? path!
        : Path.GetFullPath(path!);

    private static bool IsSource(string path) =>
        Schemes.Any(scheme => path.StartsWith(scheme, StringComparison.Ordinal));
}
