namespace Attune.Python.Tests;

/// <summary>The Python client against real hosts: its own tests, a module at a time. What failed stands in the message by name.</summary>
public sealed class ClientTests
{
    private static readonly string Package = Repository.Path("python", "attune");

    // Those that run many sweeps, which take minutes each.
    private static readonly string[] Longer = ["test_trial", "test_workspace"];

    public static TheoryData<string> Modules => [.. All.Except(Longer)];

    public static TheoryData<string> LongerModules => [.. All.Intersect(Longer)];

    private static IEnumerable<string> All =>
        Directory
            .GetFiles(Path.Combine(Package, "tests"), "test_*.py")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Modules))]
    public Task Its_own_tests_pass(string module) => RunAsync(module);

    [Theory, Trait("Run", "long")]
    [MemberData(nameof(LongerModules))]
    public Task Its_own_tests_pass_those_that_run_many_sweeps(string module) => RunAsync(module);

    private static async Task RunAsync(string module)
    {
        PythonRun.Need();

        var said = await PythonRun.RunAsync(Package, [Package], ["-m", "unittest", "-v", $"tests.{module}"]);

        Assert.True(said.ExitCode == 0, said.Text);
        Assert.DoesNotContain("Ran 0 tests", said.Text, StringComparison.Ordinal);
    }
}
