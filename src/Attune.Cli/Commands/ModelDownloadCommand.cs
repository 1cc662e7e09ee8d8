using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Jobs;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary><c>attune model download</c>.</summary>
internal static class ModelDownloadCommand
{
    public static Command Create(CommandTree tree)
    {
        var path = new Option<string>("--download-path", "-p", "--path")
        {
            Description = "Where to; a folder of the model's name is made in it",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".",
        };
        var command = CommandTree.New(
            "download",
            "Copy the files of a version out of the home",
            "attune model download -n diabetes_model -v 3",
            "attune model download diabetes_model -p models"
        );
        var name = new NameInput(command, "The model", complete: StoredNames.OfModels);
        var version = new VersionInput(command);
        command.Options.Add(path);
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var store = await call.OpenAsync(cancellationToken);
            await using var _ = store;
            var (found, code) = await version.FindAsync(call, store, name.Get(call), cancellationToken);
            if (found is null)
            {
                return code;
            }
            var target = Path.GetFullPath(Path.Combine(call.Get(path)!, found.Name));
            var scratch = $"{target}.{Guid.NewGuid():N}.part";
            int files;
            try
            {
                files = Download.CopyTree(
                    await store!.Files.BringAsync(found, scratch, cancellationToken),
                    target
                );
            }
            finally
            {
                Download.Clear(scratch);
            }
            if (call.ForPeople)
            {
                call.Terminal.Out.Line(
                    $"{Words.Count(files, "file")} of {found.Name} version {found.Version} in {target}"
                );
            }
            else
            {
                call.Write(
                    new ModelDownloadContract(found.Name, found.Version, target, files),
                    ContractJson.Readable.ModelDownloadContract
                );
            }
            return ExitCode.Ok;
        }
    }
}
