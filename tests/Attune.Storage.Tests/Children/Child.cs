using System.Globalization;
using Attune.Conformance.Stores;
using Attune.Storage.Dialects.Sqlite;
using Attune.Studies;

namespace Attune.Storage.Tests.Children;

/// <summary>What this program does when a test starts it to be killed: each line on standard output is a promise.</summary>
internal static class Child
{
    public static async Task<int> RunAsync(string role, string path, string[] rest)
    {
        switch (role)
        {
            case "write":
                await WriteAsync(path, rest[0]);
                return 0;
            case "fill":
                await FillAsync(path);
                return 0;
            case "upgrade":
                Say("begin");
                await using (Database.Open(path, path + "-lock", FutureSchema.Steps, TimeProvider.System))
                {
                    Say("done");
                }
                return 0;
            case "hold":
                await using (await AttuneDatabase.OpenAsync(path))
                {
                    Say("held");
                    await Console.In.ReadLineAsync();
                }
                return 0;
            case "release":
                await using (var database = await AttuneDatabase.OpenAsync(path))
                {
                    await KnownContent.WriteAsync(database, default);
                }
                return 0;
            default:
                return 2;
        }
    }

    /// <summary>Appends points, changes and documents until it is killed; says each one once it was acknowledged.</summary>
    private static async Task WriteAsync(string home, string name)
    {
        await using var database = await AttuneDatabase.OpenAsync(home);
        var study = new StudyId(name);
        await database.Studies.CreateAsync(study, StudySamples.Spec(), default);
        var lease = await database.Studies.LeaseAsync(study, default);
        Say("begin");
        await Task.WhenAll([.. Enumerable.Range(0, 6).Select(PointsAsync), ChangesAsync(), DocumentsAsync()]);

        async Task PointsAsync(int run)
        {
            for (var i = 0; ; i++)
            {
                // Every batch has ten points: none or all of them may be found afterwards.
                var batch = Enumerable
                    .Range(0, 10)
                    .Select(p => new Measurement($"{name}_{run}", 1, $"m{p}", i, p, i));
                await database.Measurements.AppendAsync([.. batch], default);
                Say($"points {run} {i}");
            }
        }

        async Task ChangesAsync()
        {
            for (var i = 0; ; i++)
            {
                await database.Studies.AppendAsync(study, lease, i, [StudySamples.Started(i)], default);
                Say($"change {i}");
            }
        }

        async Task DocumentsAsync()
        {
            for (var i = 1L; ; i++)
            {
                var json = i.ToString(CultureInfo.InvariantCulture);
                await database.Documents.SaveAsync("default", "test", name, json, i - 1, default);
                Say($"document {i}");
            }
        }
    }

    /// <summary>Writes until there is no space, then says how many batches were acknowledged.</summary>
    private static async Task FillAsync(string home)
    {
        await using var database = await AttuneDatabase.OpenAsync(home);
        for (var i = 0; ; i++)
        {
            try
            {
                await database.Documents.SaveAsync(
                    "default",
                    "ballast",
                    $"{i}",
                    new string('x', 10_000),
                    0,
                    default
                );
            }
            catch (StorageFullException e)
            {
                Say($"full {i} {e.IsTransient}");
                return;
            }
        }
    }

    private static void Say(FormattableString line) => Say(FormattableString.Invariant(line));

    private static void Say(string line)
    {
        // One write each, so that a kill cannot cut a line that another begins.
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
