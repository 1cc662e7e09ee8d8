using System.Globalization;
using Attune.Storage.Tests.Children;
using Attune.Studies;

namespace Attune.Storage.Tests;

public sealed class KilledWriterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_was_acknowledged_before_a_kill_is_there_and_no_batch_is_half_there()
    {
        const int Rounds = 12;
        // The moments differ in each run: the operating system's scheduling does, whatever is drawn here.
        var random = new CsCheck.PCG(7);
        using var home = new TemporaryFolder();
        for (var round = 0; round < Rounds; round++)
        {
            var name = $"study-{round}";
            using var child = ChildProcess.Start("write", home.Path, name);
            await child.ExpectAsync("begin");
            var said = new List<string>();
            var until = 1 + random.Next(400);
            while (said.Count < until && await child.LineAsync() is { } line)
            {
                said.Add(line);
            }
            Assert.True(said.Count == until, said.Count < until ? await child.Errors : "");
            said.AddRange(await child.KillAsync());

            await using var database = await AttuneDatabase.OpenAsync(
                home.Path,
                cancellationToken: Cancellation
            );
            await VerifyAsync(database, name, said);
        }
    }

    private static async Task VerifyAsync(AttuneDatabase database, string name, List<string> said)
    {
        for (var run = 0; run < 6; run++)
        {
            var steps = Numbers(said, FormattableString.Invariant($"points {run} "));
            var points = await database.Measurements.ReadAsync(
                $"{name}_{run}",
                null,
                0,
                int.MaxValue,
                Cancellation
            );
            var kept = points
                .GroupBy(point => point.Step)
                .ToDictionary(batch => batch.Key, batch => batch.Count());
            Assert.All(steps, step => Assert.Contains(step, kept));
            Assert.All(kept.Values, count => Assert.Equal(10, count));
        }
        var study = new StudyId(name);
        var changes = await database.Studies.ReadAsync(study, 0, Cancellation);
        Assert.True(changes.Count >= Numbers(said, "change ").Count);
        Assert.Equal(changes.Count, (await database.Studies.FindAsync(study, Cancellation))!.Revision);
        Assert.Equal(
            Enumerable.Range(0, changes.Count),
            changes.Cast<TrialStarted>().Select(change => change.Trial)
        );

        var document = await database.Documents.FindAsync("default", "test", name, Cancellation);
        var saved = Numbers(said, "document ").DefaultIfEmpty(0).Max();
        Assert.True((document?.Version ?? 0) >= saved);
        Assert.Equal(document?.Version.ToString(CultureInfo.InvariantCulture), document?.Json);
    }

    private static List<long> Numbers(List<string> said, string prefix) =>
        [
            .. said.Where(line => line.StartsWith(prefix, StringComparison.Ordinal))
                .Select(line => long.Parse(line.AsSpan(prefix.Length), CultureInfo.InvariantCulture)),
        ];
}
