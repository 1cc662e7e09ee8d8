using System.CommandLine;
using System.Globalization;
using Attune.Cli.Contracts;
using Attune.Cli.Homes;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary><c>attune model list</c>.</summary>
internal static class ModelListCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "list",
            "List registered models, or the versions of one",
            "attune model list",
            "attune model list diabetes_model",
            "attune model list -n diabetes_model --json"
        );
        var name = new NameInput(
            command,
            "The model whose versions are wanted",
            required: false,
            StoredNames.OfModels
        );
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, name.Find(call), cancellationToken)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(Call call, string? name, CancellationToken cancellationToken)
    {
        var store = await call.OpenAsync(cancellationToken);
        await using var _ = store;
        if (name is not null)
        {
            return await ListVersionsAsync(call, store, name, cancellationToken);
        }
        var models = store is null ? [] : await store.Models.ListAsync(cancellationToken);
        var versions = (
            store is null ? [] : await store.Models.VersionsAsync(null, cancellationToken)
        ).ToLookup(version => version.Name, StringComparer.Ordinal);
        var contracts = models.Select(model => ModelContract.Of(model, versions[model.Name])).ToList();
        if (!call.ForPeople)
        {
            call.Write(contracts, ContractJson.Readable.IReadOnlyListModelContract);
        }
        else if (contracts.Count == 0)
        {
            call.Terminal.Say("No models. Register one: attune model register NAME --job JOB");
        }
        else
        {
            var listing = new Listing(call.Terminal.Out.Traits.Width);
            listing.Add("name", contracts.Select(model => (Cell)model.Name));
            listing.Add("latest", contracts.Select(model => (Cell)Number(model.LatestVersion)), right: true);
            listing.Add("versions", contracts.Select(model => (Cell)Number(model.Versions)), 2, right: true);
            listing.Add("changed", contracts.Select(model => (Cell)Words.Moment(model.UpdatedAt)), rank: 1);
            listing.Add("aliases", contracts.Select(model => (Cell)Aliases(model.Aliases)), rank: 3);
            listing.Add(
                "description",
                contracts.Select(model => (Cell)(model.Description ?? "")),
                rank: 4,
                stretches: true
            );
            call.Terminal.Out.Draw(listing.Draw());
        }
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ListVersionsAsync(
        Call call,
        JobStore? store,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (store is null || await store.Models.FindAsync(name, cancellationToken) is not { } model)
        {
            return await VersionInput.NoModelAsync(call, store, name, cancellationToken);
        }
        var contracts = (await store.Models.VersionsAsync(name, cancellationToken))
            .Reverse()
            .Select(version => ModelVersionContract.Of(version, model, store.Models.FolderOf(version)))
            .ToList();
        if (!call.ForPeople)
        {
            call.Write(contracts, ContractJson.Readable.IReadOnlyListModelVersionContract);
        }
        else if (contracts.Count == 0)
        {
            call.Terminal.Say($"The model '{name}' has no versions.");
        }
        else
        {
            var listing = new Listing(call.Terminal.Out.Traits.Width);
            listing.Add("version", contracts.Select(each => (Cell)Number(each.Version)), right: true);
            listing.Add("type", contracts.Select(each => (Cell)each.Type), rank: 2);
            listing.Add("stage", contracts.Select(each => (Cell)each.Stage), rank: 3);
            listing.Add("aliases", contracts.Select(each => (Cell)string.Join(", ", each.Aliases)), rank: 2);
            listing.Add("registered", contracts.Select(each => (Cell)Words.Moment(each.CreatedAt)), rank: 1);
            listing.Add("files", contracts.Select(each => (Cell)Number(each.Files)), 4, right: true);
            listing.Add("from", contracts.Select(each => (Cell)(each.Trial ?? each.Source ?? "")), rank: 1);
            listing.Add(
                "description",
                contracts.Select(each => (Cell)(each.Description ?? "")),
                rank: 5,
                stretches: true
            );
            call.Terminal.Out.Draw(listing.Draw());
        }
        return ExitCode.Ok;
    }

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Aliases(IReadOnlyDictionary<string, int> aliases) =>
        string.Join(
            ", ",
            aliases
                .OrderBy(alias => alias.Key, StringComparer.Ordinal)
                .Select(alias => FormattableString.Invariant($"{alias.Key}={alias.Value}"))
        );
}
