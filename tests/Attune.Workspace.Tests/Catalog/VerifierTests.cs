using System.Diagnostics;
using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Catalog.Verification;
using Attune.Workspace.Executors.Local;
using Attune.Workspace.Homes;
using Attune.Workspace.Tests.Environments;
using Microsoft.Data.Sqlite;

namespace Attune.Workspace.Tests.Catalog;

/// <summary>Each promise is broken in every way that the checker knows, and it must say so.</summary>
public sealed class VerifierTests : IDisposable
{
    private static readonly DateTimeOffset Later = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, (string Id, string Says, Func<Story, Story> Break)> Breaches =
        new()
        {
            ["a trial is gone"] = (
                "I1",
                "_1: proposed 0 times",
                story => story.Without(change => TrialOf(change) == 1)
            ),
            ["a trial is there twice"] = (
                "I1",
                "_1: proposed 2 times",
                story =>
                    story.Before(change => TrialOf(change) == 2, story.Changes.First(c => TrialOf(c) == 1))
            ),
            ["a trial never ended"] = (
                "I1",
                "_3: has not ended",
                story => story.Without(change => change is TrialEnded { Trial: 3 })
            ),
            ["the job is over and its study is not"] = (
                "I1",
                "its study has not ended",
                story => story.Without(change => change is StudyEnded)
            ),
            ["the job completed without a study"] = (
                "I1",
                "there is no study",
                story => story with { HasStudy = false }
            ),
            ["two attempts at once"] = (
                "I2",
                "_2: attempt 2 was started while attempt 1",
                story => story.Without(change => change is TrialRequeued)
            ),
            ["a trial ended twice"] = (
                "I2",
                "_0: ended 2 times",
                story =>
                    story.Before(change => change is StudyEnded, story.Changes.First(c => c is TrialEnded))
            ),
            ["attempts do not count from 1"] = (
                "I2",
                "_0: its start 1 is of attempt 2",
                story =>
                    story.Replace(
                        change => change is TrialStarted { Trial: 0 },
                        change => ((TrialStarted)change) with { Attempt = 2 }
                    )
            ),
            ["a point of an attempt that never was"] = (
                "I2",
                "_0: holds a point of `score` of attempt 2",
                story => story with { Points = [.. story.Points, story.Points[0] with { Attempt = 2 }] }
            ),
            ["an attempt ran behind the store's back"] = (
                "I2",
                "_0: attempt 2 ran",
                story => story with { ExitCodes = With(story, 0, 2, 0) }
            ),
            ["an acknowledged point is gone"] = (
                "I3",
                "_2: ended with `score` = 0.7, but the best stored point is none",
                story => story with { Points = [.. story.Points.Where(point => point.Value != 0.7)] }
            ),
            ["a result is better than all its points"] = (
                "I3",
                "_0: ended with `score` = 0.8",
                story => story.WithEnd(0, end => end with { Values = [0.8] })
            ),
            ["an ended trial runs again"] = (
                "I5",
                "_0: went from Completed to Running",
                story => story.Before(change => change is StudyEnded, new TrialStarted(0, 2) { At = Later })
            ),
            ["a trial completes that was never started"] = (
                "I5",
                "_3: went from Waiting to Completed",
                story =>
                    story
                        .Without(change => change is TrialStarted { Trial: 3 })
                        .WithEnd(3, end => end with { State = TrialState.Completed, Failure = null })
            ),
            ["a trial ends in a state that is no end"] = (
                "I5",
                "_3: ended as Running",
                story => story.WithEnd(3, end => end with { State = TrialState.Running })
            ),
            ["a trial is put back for no reason"] = (
                "I5",
                "_2: was put back without a reason",
                story =>
                    story.Replace(
                        change => change is TrialRequeued,
                        _ => new TrialRequeued(2, " ") { At = Later }
                    )
            ),
            ["a trial is asked to stop for no reason"] = (
                "I5",
                "_1: was asked to stop without a reason",
                story =>
                    story.Replace(
                        change => change is TrialStopAsked,
                        _ => new TrialStopAsked(1, TrialState.StoppedEarly, "") { At = Later }
                    )
            ),
            ["a move has no time"] = (
                "I5",
                "has no time",
                story =>
                    story.Replace(change => change is TrialRequeued, change => change with { At = default })
            ),
            ["something happens after the end"] = (
                "I5",
                "_3: TrialEnded after the study became Completed",
                story =>
                    story
                        .Without(change => change is StudyEnded)
                        .Before(change => change is TrialEnded { Trial: 3 }, story.Changes[^1])
            ),
            ["the job and its study ended differently"] = (
                "I5",
                "the job is Failed, but its study ended as Completed",
                story => story with { Record = story.Record with { State = JobState.Failed, Reason = "so" } }
            ),
            ["nothing says when the job ended"] = (
                "I5",
                "nothing says when it ended",
                story => story with { Record = story.Record with { EndedAt = null } }
            ),
            ["the recorded values are not what the seed gives"] = (
                "I6",
                "_1: recorded x=4; asked again, x=2",
                story =>
                    story.Replace(
                        change => change is TrialProposed { Trial: 1 },
                        change => ((TrialProposed)change) with { Assignment = Spaces.Assignment.Of(("x", 4)) }
                    )
            ),
            ["an end has no reason"] = (
                "I7",
                "_1: is StoppedEarly without a reason",
                story => story.WithEnd(1, end => end with { Reason = "" })
            ),
            ["a failure has no kind"] = (
                "I7",
                "_3: is Failed, but nothing says in which way",
                story => story.WithEnd(3, end => end with { Failure = null })
            ),
            ["what did not fail has a kind of failure"] = (
                "I7",
                "_0: is Completed, yet failed by NoMetric",
                story => story.WithEnd(0, end => end with { Failure = FailureKind.NoMetric })
            ),
            ["a failing exit code is 0"] = (
                "I7",
                "_3: failed by its exit code, but that is 0",
                story => story.WithEnd(3, end => end with { ExitCode = 0 })
            ),
            ["a trial completed without its metric"] = (
                "I7",
                "_0: is Completed without a finite `score`",
                story => story.WithEnd(0, end => end with { Values = [double.NaN] })
            ),
            ["the attempt says another exit code"] = (
                "I7",
                "_3: recorded exit code 3, but the attempt's own record says 4",
                story => story with { ExitCodes = With(story, 3, 1, 4) }
            ),
            ["a completed trial's command failed"] = (
                "I7",
                "_0: is Completed, but its command ended with exit code 1",
                story => story with { ExitCodes = With(story, 0, 1, 1) }
            ),
            ["a lost trial left its end"] = (
                "I7",
                "_3: is Lost, but its record says",
                story =>
                    story.WithEnd(
                        3,
                        end => end with { State = TrialState.Lost, Failure = null, ExitCode = null }
                    )
            ),
            ["the job failed for no reason"] = (
                "I7",
                "the job is Failed without a reason",
                story => story with { Record = story.Record with { State = JobState.Failed } }
            ),
        };

    private readonly Folder _folder = new();

    public static TheoryData<string> Kinds => [.. Breaches.Keys];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sound_home_has_nothing_to_be_said_about_it()
    {
        var verdicts = await ExamineAsync(Story.Sound());

        Assert.Equal(["I1", "I2", "I3", "I4", "I5", "I6", "I7"], verdicts.Select(verdict => verdict.Id));
        Assert.All(verdicts, verdict => Assert.Equal(InvariantState.Holds, verdict.State));
        Assert.Contains("4 proposals made again", verdicts[5].Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_finds_that(string breach)
    {
        var (id, says, breaks) = Breaches[breach];

        var verdicts = await ExamineAsync(breaks(Story.Sound()));

        var verdict = verdicts.Single(verdict => verdict.Id == id);
        Assert.Equal(InvariantState.Violated, verdict.State);
        Assert.Contains(
            verdict.Violations,
            violation => $"{violation.Trial}: {violation.Message}".Contains(says, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("calm_otter_0.1", "its trial has ended")]
    [InlineData("calm_otter_9.1", "no such trial")]
    [InlineData("grey_goose_0.1", "no such job")]
    public async Task It_finds_a_process_that_outlived_its_trial(string execution, string why)
    {
        var home = Home.Create(_folder.At(Home.FolderName));
        var start = new ProcessStartInfo("sleep", ["300"]);
        start.Environment[Processes.Marker] = $"{home.Identity}/{execution}";
        using var orphan = Process.Start(start)!;
        try
        {
            var verdict = (await ExamineAsync(Story.Sound())).Single(verdict => verdict.Id == "I4");
            var violation = Assert.Single(verdict.Violations);
            Assert.Contains($"process {orphan.Id} lives", violation.Message, StringComparison.Ordinal);
            Assert.Contains(why, violation.Message, StringComparison.Ordinal);
        }
        finally
        {
            orphan.Kill();
            await orphan.WaitForExitAsync(Token);
        }
        Assert.All(await VerdictsAsync(home), verdict => Assert.Equal(InvariantState.Holds, verdict.State));
    }

    [Fact]
    public async Task It_finds_a_history_with_a_hole()
    {
        var home = await WriteAsync(Story.Sound());
        Execute(home, "DELETE FROM study_changes WHERE revision = 3");

        var verdict = (await VerdictsAsync(home)).Single(verdict => verdict.Id == "I3");

        Assert.Contains(
            verdict.Violations,
            violation => violation.Message.Contains("lacks 1 of its", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task It_finds_a_damaged_file()
    {
        var home = await WriteAsync(Story.Sound());
        // The entries of an index are not what they are said to be.
        Execute(
            home,
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, 'run, sequence, source', 'sequence, run, source')
            WHERE name = 'points_by_arrival';
            """
        );

        var verdict = (await VerdictsAsync(home)).Single(verdict => verdict.Id == "I3");

        Assert.Contains(
            verdict.Violations,
            violation => violation.Message.StartsWith("the database file: ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_job_that_waits_for_its_turn_is_sound()
    {
        var waiting = Story.Sound() with
        {
            HasStudy = false,
            Points = [],
            ExitCodes = new Dictionary<(int, int), int>(),
        };
        var record = waiting.Record with { State = JobState.Queued, StartedAt = null, EndedAt = null };
        var verdicts = await ExamineAsync(waiting with { Record = record });
        Assert.All(verdicts, verdict => Assert.Equal(InvariantState.Holds, verdict.State));
    }

    [Fact]
    public async Task One_job_is_examined_when_asked_and_none_when_there_is_none()
    {
        var home = await WriteAsync(Story.Sound());
        Assert.Null(await VerdictsAsync(home, "grey_goose"));
        Assert.Equal(7, (await VerdictsAsync(home, Story.Name)).Count);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int? TrialOf(StudyChange change) =>
        change switch
        {
            TrialProposed proposed => proposed.Trial,
            TrialStarted started => started.Trial,
            TrialRequeued requeued => requeued.Trial,
            TrialStopAsked asked => asked.Trial,
            TrialEnded ended => ended.Trial,
            _ => null,
        };

    private static Dictionary<(int, int), int> With(Story story, int trial, int attempt, int code) =>
        new(story.ExitCodes) { [(trial, attempt)] = code };

    private async Task<IReadOnlyList<InvariantVerdict>> ExamineAsync(Story story) =>
        await VerdictsAsync(await WriteAsync(story));

    private static void Execute(Home home, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={home.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task<Home> WriteAsync(Story story)
    {
        var home = Home.Create(_folder.At(Home.FolderName));
        await using var database = await AttuneDatabase.OpenAsync(home.Root, cancellationToken: Token);
        await story.WriteAsync(home, database, Token);
        return home;
    }

    private static async Task<IReadOnlyList<InvariantVerdict>> VerdictsAsync(Home home, string? only = null)
    {
        await using var database = await AttuneDatabase.OpenAsync(
            home.Root,
            OpenMode.Read,
            cancellationToken: Token
        );
        return (
            await new Verifier(database, home, "default", TimeProvider.System).ExamineAsync(only, Token)
        )!;
    }
}
