using System.CommandLine.Completions;
using Attune.Cli.Homes;
using Attune.Cli.Profiles;
using Attune.Storage;

namespace Attune.Cli.Commands;

/// <summary>Names of jobs and models for the shell's completion. Never fails: a completion that complains is worse than none.</summary>
internal static class StoredNames
{
    public static IEnumerable<CompletionItem> OfJobs(CompletionContext context) =>
        Complete(
            context,
            async store =>
                (await store.Catalog.ListAsync(CancellationToken.None))
                    .Where(job => !job.Archived)
                    .Select(job => job.Name)
        );

    public static IEnumerable<CompletionItem> OfModels(CompletionContext context) =>
        Complete(
            context,
            async store => (await store.Models.ListAsync(CancellationToken.None)).Select(model => model.Name)
        );

    /// <summary>Nothing is offered.</summary>
    public static IEnumerable<CompletionItem> None(CompletionContext context) => [];

    private static IEnumerable<CompletionItem> Complete(
        CompletionContext context,
        Func<JobStore, Task<IEnumerable<string>>> names
    )
    {
        // Help asks too, for a list of what may be written; that is no place to open a database.
        if (context is not TextCompletionContext)
        {
            return [];
        }
        try
        {
            var asked = context.ParseResult.GetValue<string?>("--home");
            if (Remote.Find(context.ParseResult.GetValue<string?>("--server"), asked) is not null)
            {
                // Pressing a key calls no other machine.
                return [];
            }
            var workspace = context.ParseResult.GetValue<string?>("--workspace") ?? "default";
            return ReadAsync(asked, workspace, names).GetAwaiter().GetResult();
        }
        catch (Exception error)
            when (error
                    is IOException
                        or StorageException
                        or InvalidOperationException
                        or InvalidSpecException
            )
        {
            return [];
        }
    }

    private static async Task<IEnumerable<CompletionItem>> ReadAsync(
        string? asked,
        string workspace,
        Func<JobStore, Task<IEnumerable<string>>> names
    )
    {
        if (HomeChoice.Find(asked) is not { } home)
        {
            return [];
        }
        await using var store = await JobStore.OpenAsync(home, workspace, CancellationToken.None);
        return store is null ? [] : [.. (await names(store)).Select(name => new CompletionItem(name))];
    }
}
