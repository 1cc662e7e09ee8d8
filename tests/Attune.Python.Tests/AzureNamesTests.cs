namespace Attune.Python.Tests;

/// <summary>Code with the names of Azure's SDKs against real hosts, the two notebooks among it: the packages' own tests, a module at a time.</summary>
public sealed class AzureNamesTests
{
    private static readonly string Package = Repository.Path("python", "compat");

    public static TheoryData<string> Modules =>
        [
            .. Directory
                .GetFiles(Path.Combine(Package, "tests"), "test_*.py")
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task Their_own_tests_pass(string module)
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
