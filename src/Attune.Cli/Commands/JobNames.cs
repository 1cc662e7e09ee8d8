using System.CommandLine.Completions;
using Attune.Cli.Homes;
using Attune.Storage;

namespace Attune.Cli.Commands;

/// <summary>Names of jobs for the shell's completion. Never fails: a completion that complains is worse than none.</summary>
internal static class JobNames
{
    public static IEnumerable<CompletionItem> Complete(CompletionContext context)
    {
        // Help asks too, for a list of what may be written; that is no place to open a database.
        if (context is not TextCompletionContext)
        {
            return [];
        }
        try
        {
            var asked = context.ParseResult.GetValue<string?>("--home");
            var workspace = context.ParseResult.GetValue<string?>("--workspace") ?? "default";
            return ReadAsync(asked, workspace).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is IOException or StorageException or InvalidOperationException)
        {
            return [];
        }
    }

    private static async Task<IEnumerable<CompletionItem>> ReadAsync(string? asked, string workspace)
    {
        if (HomeChoice.Find(asked) is not { } home)
        {
            return [];
        }
        await using var store = await JobStore.OpenAsync(home, workspace, CancellationToken.None);
        var jobs = store is null ? [] : await store.Catalog.ListAsync(CancellationToken.None);
        return [.. jobs.Where(job => !job.Archived).Select(job => new CompletionItem(job.Name))];
    }
}
