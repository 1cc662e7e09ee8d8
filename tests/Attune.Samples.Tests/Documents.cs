using System.Text.RegularExpressions;
using Attune.Jobs;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;

namespace Attune.Samples.Tests;

/// <summary>What the documents show is what the tests compile and run.</summary>
public sealed partial class Documents
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/guides/dotnet.md")]
    [InlineData("docs/guides/metrics.md")]
    [InlineData("docs/guides/ml-net.md")]
    public void Their_CSharp_is_compiled_and_run_by_the_tests(string document)
    {
        var snippets = Path.Combine(Repository.Root, "tests", "Attune.Samples.Tests", "Snippets");
        var samples = Path.Combine(Repository.Diabetes, "src");
        var tested = Dense(
            string.Concat(
                ((string[])[snippets, samples])
                    .SelectMany(folder => Directory.GetFiles(folder, "*.cs"))
                    .Select(File.ReadAllText)
            )
        );

        var blocks = Blocks(document, "csharp").ToList();

        Assert.NotEmpty(blocks);
        // A guide opens the file in the current folder, a test one of its own.
        Assert.All(
            blocks,
            block => Assert.Contains(Dense(block).Replace("Open(\"tuning.db\")", "Open(file)"), tested)
        );
    }

    [Theory]
    [InlineData("docs/settings.md")]
    [InlineData("docs/guides/environments.md")]
    [InlineData("docs/guides/gpus.md")]
    public void Their_settings_are_valid(string document)
    {
        var folder = Directory.CreateTempSubdirectory("attune-test-");
        try
        {
            var home = Home.Create(folder.FullName);
            var blocks = Blocks(document, "json").ToList();
            Assert.NotEmpty(blocks);
            foreach (var block in blocks)
            {
                File.WriteAllText(home.Settings, block);
                home.ReadSettings(out var problems);
                Assert.Empty(problems);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/guides/ml-net.md")]
    public void Their_job_file_is_valid(string document)
    {
        var read = JobFile.ReadText(Assert.Single(Blocks(document, "yaml")));
        Assert.Empty(read.Problems);
        Assert.NotNull(read.Job);
    }

    [Fact]
    public void The_job_file_for_ML_NET_is_the_samples()
    {
        var shown = JobFile.ReadText(Assert.Single(Blocks("docs/guides/ml-net.md", "yaml")));
        var sample = JobFile.ReadText(File.ReadAllText(Path.Combine(Repository.Diabetes, "sweep.yml")));

        var (guide, whole) = (Assert.IsType<SweepJob>(shown.Job), Assert.IsType<SweepJob>(sample.Job));
        Assert.Equal(whole.Trial.Command.Split(), guide.Trial.Command.Split());
        Assert.Equal(
            (whole.SearchSpace.ToString(), whole.Objective, whole.Limits),
            (guide.SearchSpace.ToString(), guide.Objective, guide.Limits)
        );
    }

    [Fact]
    public void Their_links_lead_to_files_and_headings()
    {
        var documents = (string[])
            [
                .. Directory.GetFiles(Repository.Root, "*.md"),
                .. Directory.GetFiles(
                    Path.Combine(Repository.Root, "docs"),
                    "*.md",
                    SearchOption.AllDirectories
                ),
                .. Directory.GetFiles(
                    Path.Combine(Repository.Root, "samples"),
                    "*.md",
                    SearchOption.AllDirectories
                ),
            ];
        var broken =
            from document in documents
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
            let path = Path.Combine(Path.GetDirectoryName(document)!, target.Split('#')[0])
            where !Path.Exists(path)
            select $"{Path.GetRelativePath(Repository.Root, document)}: {target}";

        Assert.Empty(broken);
    }

    /// <summary>The code blocks of a document in one language.</summary>
    internal static IEnumerable<string> Blocks(string document, string language) =>
        Blocks(document).Where(block => block.Language == language).Select(block => block.Text);

    /// <summary>The code blocks of a document in order; <c>Follows</c> says that nothing stands between one and the one before.</summary>
    internal static IEnumerable<(string Language, string Text, bool Follows)> Blocks(string document)
    {
        var end = -1;
        foreach (Match match in Block().Matches(Read(document)))
        {
            yield return (match.Groups[1].Value, match.Groups[2].Value, match.Index == end + 1);
            end = match.Index + match.Length;
        }
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, name));

    // Layout does not count: the tests' own is deeper by some levels.
    private static string Dense(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
