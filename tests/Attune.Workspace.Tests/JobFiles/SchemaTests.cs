using System.Collections.Concurrent;
using Attune.Jobs.Shapes;
using Attune.Workspace.JobFiles;
using NJsonSchema;

namespace Attune.Workspace.Tests.JobFiles;

public sealed class SchemaTests
{
    private static readonly ConcurrentDictionary<string, Task<JsonSchema>> Schemas = new();

    public static TheoryData<string> Kinds => [.. JobSchema.Kinds];

    public static TheoryData<string> Samples =>
        [
            .. Directory
                .GetFiles(Path.Combine(Checkout.Root, "samples"), "*.yml", SearchOption.AllDirectories)
                .Where(file => !file.Contains(".attune", StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(Checkout.Root, file)),
        ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_published_schema_is_the_one_of_the_records(string kind)
    {
        var file = Path.Combine(Checkout.Root, "schemas", kind + ".schema.json");
        if (Environment.GetEnvironmentVariable("ATTUNE_GOLDENS") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(
                file,
                JobSchema.Text(kind) + "\n",
                TestContext.Current.CancellationToken
            );
        }
        var published = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

        Assert.True(
            JobSchema.Text(kind) == published.TrimEnd(),
            $"stale: run ./attune job schema {kind} > schemas/{kind}.schema.json"
        );
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task A_sample_fits_the_schema_of_its_kind(string file)
    {
        var yaml = await File.ReadAllTextAsync(
            Path.Combine(Checkout.Root, file),
            TestContext.Current.CancellationToken
        );

        Assert.Empty(await Misfits(yaml));
    }

    [Theory]
    [MemberData(nameof(KeyTests.Valid), MemberType = typeof(KeyTests))]
    public async Task A_file_that_is_read_fits_its_schema(string yaml) => Assert.Empty(await Misfits(yaml));

    [Theory]
    [MemberData(nameof(GuideTests.Snippets), MemberType = typeof(GuideTests))]
    public async Task A_job_file_of_the_guide_fits_its_schema(string yaml) =>
        Assert.Empty(await Misfits(yaml));

    [Theory]
    [InlineData("type: sweep")]
    [InlineData("type: swep\ncommand: a")]
    [InlineData("command: a\ncomand: b")]
    [InlineData("command: [a]")]
    [InlineData("command: a\nlimits: {timeout: soon}")]
    [InlineData("command: a\nidentity: {type: nobody}")]
    [InlineData("command: a\ninputs: {x: {type: uri_fle, path: a}}")]
    [InlineData("command: a\nattune: {metrics: [{from: nowhere}]}")]
    [InlineData("command: a\nattune: {metrics: {from: stdout}}")]
    public async Task A_file_of_a_wrong_form_fits_no_schema_and_is_refused(string yaml)
    {
        Assert.NotEmpty(await Misfits(yaml));
        Assert.Null(JobFile.ReadText(yaml).Job);
    }

    [Theory]
    [InlineData("lr: {type: unifrom, min_value: 0, max_value: 1}")]
    [InlineData("lr: {type: uniform, min: 0, max_value: 1}")]
    [InlineData("lr: {type: uniform, min_value: 0}")]
    [InlineData("lr: {type: choice, values: 3}")]
    [InlineData("lr: {type: choice, values: [{a: {type: nothing}}]}")]
    [InlineData("lr: [1, 2]")]
    public async Task A_wrong_distribution_fits_no_schema_and_is_refused(string entry)
    {
        var yaml = KeyTests.Sweep($"search_space: {{{entry}}}");

        Assert.NotEmpty(await Misfits(yaml));
        Assert.Null(JobFile.ReadText(yaml).Job);
    }

    private static async Task<IEnumerable<string>> Misfits(string yaml)
    {
        var kind = yaml.Contains("type: sw", StringComparison.OrdinalIgnoreCase) ? "sweep" : "command";
        var schema = await Schemas.GetOrAdd(kind, each => JsonSchema.FromJsonAsync(JobSchema.Text(each)));
        return schema.Validate(YamlAsJson.Of(yaml)).Select(error => $"{error}");
    }
}
