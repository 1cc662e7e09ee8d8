using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary><c>attune model show</c>.</summary>
internal static class ModelShowCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "show",
            "Show a version of a registered model, and where its files are",
            "attune model show diabetes_model",
            "attune model show -n diabetes_model -v 3",
            "attune model show -n diabetes_model --label champion --json"
        );
        var name = new NameInput(command, "The model", complete: StoredNames.OfModels);
        var version = new VersionInput(command);
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
            var model = await store!.Models.FindAsync(found.Name, cancellationToken);
            var contract = ModelVersionContract.Of(found, model, store.Models.FolderOf(found));
            if (call.ForPeople)
            {
                Write(call.Terminal.Out, contract);
            }
            else
            {
                call.Write(contract, ContractJson.Readable.ModelVersionContract);
            }
            return ExitCode.Ok;
        }
    }

    private static void Write(Page page, ModelVersionContract version)
    {
        page.Line(
            $"{page.Strong(Terminal.Visible(version.Name))} version {version.Version}"
                + (version.Aliases.Count > 0 ? $" ({string.Join(", ", version.Aliases)})" : "")
        );
        if (version.Description is { Length: > 0 } description)
        {
            page.Line("  " + Terminal.Visible(description));
        }
        page.Line(
            $"  {version.Type}, {Words.Count(version.Files, "file")}, {Words.Count(version.Bytes, "byte")}, registered {Words.Moment(version.CreatedAt)}"
        );
        if (version.Trial is { } trial)
        {
            page.Line($"  made by {Terminal.Visible(trial)}");
        }
        if (version.Source is { } source)
        {
            page.Line($"  from {Terminal.Visible(source)}");
        }
        if (version.Stage != "None")
        {
            page.Line($"  stage {version.Stage}");
        }
        foreach (var (key, value) in version.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            page.Line($"  {Terminal.Visible(key)} = {Terminal.Visible(value)}");
        }
        page.Line($"  files {version.Path}");
    }
}
