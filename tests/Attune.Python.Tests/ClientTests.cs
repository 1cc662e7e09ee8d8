namespace Attune.Python.Tests;

/// <summary>The Python client against real hosts: its own tests, a module at a time. What failed stands in the message by name.</summary>
public sealed class ClientTests
{
    private static readonly string Package = Repository.Path("python", "attune");

    public static TheoryData<string> Modules =>
        [
            .. Directory
                .GetFiles(Path.Combine(Package, "tests"), "test_*.py")
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task Its_own_tests_pass(string module)
    {
        PythonRun.Need();

        var said = await PythonRun.RunAsync(Package, [Package], ["-m", "unittest", "-v", $"tests.{module}"]);

        Assert.True(said.ExitCode == 0, said.Text);
        Assert.DoesNotContain("Ran 0 tests", said.Text, StringComparison.Ordinal);
    }
}
