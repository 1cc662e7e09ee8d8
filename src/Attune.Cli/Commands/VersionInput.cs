using System.CommandLine;
using Attune.Cli.Homes;
using Attune.Workspace.Assets;

namespace Attune.Cli.Commands;

/// <summary>Which version of a model is meant: <c>-v 3</c>, <c>--label champion</c>, or the newest.</summary>
internal sealed class VersionInput
{
    private readonly Option<int?> _number = new("--version", "-v")
    {
        Description = "The version; the newest unless given",
        HelpName = "N",
    };

    private readonly Option<string?> _label = new("--label", "-l")
    {
        Description = "The version that has this alias; 'latest' is the newest",
        HelpName = "ALIAS",
    };

    public VersionInput(Command command)
    {
        command.Options.Add(_number);
        command.Options.Add(_label);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_number) is not null && result.GetValue(_label) is not null)
            {
                result.AddError("A version is named by --version or by --label, not by both.");
            }
        });
    }

    /// <summary>Finds the version; says what there is when there is none.</summary>
    public async Task<(ModelVersion? Found, ExitCode Code)> FindAsync(
        Call call,
        JobStore? store,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (store is null || await store.Models.FindAsync(name, cancellationToken) is not { } model)
        {
            return (null, await NoModelAsync(call, store, name, cancellationToken));
        }
        var versions = await store.Models.VersionsAsync(name, cancellationToken);
        var number =
            call.Get(_number)
            ?? (
                call.Get(_label) is { } label && label != "latest"
                    ? (model.Aliases.TryGetValue(label, out var aliased) ? aliased : 0)
                    : (versions.Count == 0 ? 0 : versions[^1].Version)
            );
        var found = versions.FirstOrDefault(version => version.Version == number);
        return found is not null
            ? (found, ExitCode.Ok)
            : (
                null,
                call.Terminal.Refuse(
                    ExitCode.NotFound,
                    versions.Count == 0
                        ? $"The model '{name}' has no version."
                        : $"The model '{name}' has no such version.",
                    versions.Count == 0 ? null : $"see attune model list {Screens.Words.ShellWord(name)}"
                )
            );
    }

    /// <summary>Says that there is no such model, and which one may have been meant.</summary>
    public static async Task<ExitCode> NoModelAsync(
        Call call,
        JobStore? store,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (store is null)
        {
            return call.Terminal.Refuse(
                ExitCode.NotFound,
                $"There is no model '{name}': no home was found at or above {Environment.CurrentDirectory}.",
                "Name the home with --home DIR"
            );
        }
        var models = await store.Models.ListAsync(cancellationToken);
        return call.Terminal.Refuse(
            ExitCode.NotFound,
            $"There is no model '{name}' in {call.WhereOf(store)}.",
            Suggestion.For(name, models.Select(model => model.Name)) ?? "see attune model list"
        );
    }
}
