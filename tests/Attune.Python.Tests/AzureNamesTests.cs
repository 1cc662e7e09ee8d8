namespace Attune.Python.Tests;

/// <summary>Code with the names of Azure's SDKs against real hosts, the two notebooks among it: the packages' own tests, a module at a time.</summary>
public sealed class AzureNamesTests
{
    private static readonly string Package = Repository.Path("python", "compat");

    // Those that run many sweeps, which take minutes each.
    private static readonly string[] Longer = ["test_v1_host", "test_v2_host"];

    public static TheoryData<string> Modules => [.. All.Except(Longer)];

    public static TheoryData<string> LongerModules => [.. All.Intersect(Longer)];

    private static IEnumerable<string> All =>
        Directory
            .GetFiles(Path.Combine(Package, "tests"), "test_*.py")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Modules))]
    public Task Their_own_tests_pass(string module) => RunAsync(module);

    [Theory, Trait("Run", "long")]
    [MemberData(nameof(LongerModules))]
    public Task Their_own_tests_pass_those_that_run_many_sweeps(string module) => RunAsync(module);

    private static async Task RunAsync(string module)
    {
        PythonRun.Need(
            ("nbclient", "python3-nbclient"),
            ("ipykernel", "python3-ipykernel"),
            ("yaml", "python3-yaml"),
            ("sklearn", "python3-sklearn"),
            ("pandas", "python3-pandas")
        );

        var said = await PythonRun.RunAsync(
            Package,
            [Package, Repository.Path("python", "attune")],
            ["-m", "unittest", "-v", $"tests.{module}"]
        );

        Assert.True(said.ExitCode == 0, said.Text);
        Assert.DoesNotContain("Ran 0 tests", said.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", said.Text, StringComparison.Ordinal);
    }
}
