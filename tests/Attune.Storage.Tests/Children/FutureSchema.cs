using Attune.Storage.Migrations;

namespace Attune.Storage.Tests.Children;

/// <summary>Steps that a later program might add, long enough to be killed in.</summary>
internal static class FutureSchema
{
    public static IReadOnlyList<Migration> Steps { get; } =
    [.. Migration.All, .. Enumerable.Range(1, 4).Select(Step)];

    private static Migration Step(int number) =>
        new(
            Migration.All.Count + number,
            $"future-{number}",
            $"""
            CREATE TABLE future_{number} (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            INSERT INTO future_{number} SELECT i, hex(i) FROM n;
            CREATE INDEX future_{number}_by_text ON future_{number} (text);
            """
        );
}
