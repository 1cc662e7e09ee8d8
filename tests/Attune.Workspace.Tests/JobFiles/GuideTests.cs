using System.Text.RegularExpressions;
using Attune.Workspace.JobFiles;

namespace Attune.Workspace.Tests.JobFiles;

public sealed partial class GuideTests
{
    public static TheoryData<string> Snippets =>
        [
            .. Snippet()
                .Matches(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "guides", "job-files.md")))
                .Select(match => match.Groups[1].Value),
        ];

    [Theory]
    [MemberData(nameof(Snippets))]
    public void A_job_file_of_the_guide_is_valid(string yaml)
    {
        var result = JobFile.ReadText(yaml);

        Assert.DoesNotContain(result.Problems, problem => problem.Severity != Severity.Notice);
    }

    [Fact]
    public void The_guide_has_an_example_of_every_extension()
    {
        var text = string.Join('\n', Snippets.Select(row => row.Data));
        var known = typeof(Jobs.SweepExtensions).GetProperties().Select(property => property.Name);

        Assert.All(
            known.Except(["Constraints", "Fidelity", "WarmStart"]),
            name =>
                Assert.Contains(
                    System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name) + ":",
                    text,
                    StringComparison.Ordinal
                )
        );
    }

    [GeneratedRegex("^```yaml\\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Snippet();
}
