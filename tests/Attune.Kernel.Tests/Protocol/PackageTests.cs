using Attune.Kernel.Tests.Running;

namespace Attune.Kernel.Tests.Protocol;

/// <summary>With packages that this repository restores itself, so that no registry is asked.</summary>
public sealed class PackageTests(KernelFixture fixture) : IClassFixture<KernelFixture>
{
    private readonly RunningKernel _kernel = fixture.Kernel;

    [Fact]
    public async Task A_package_is_restored_said_and_used_in_later_cells()
    {
        // Of its own: what the shared one has, it says nothing about.
        await using var kernel = RunningKernel.Start();

        var run = kernel.Run("#r \"nuget: Humanizer.Core, 2.14.1\"\nusing Humanizer;");

        Assert.True(run.Status == "ok", run.ToString());
        Assert.Contains("Humanizer.Core 2.14.1", run.Errors, StringComparison.Ordinal);
        Assert.Equal("some title", kernel.Run("\"some_title\".Humanize()").Value);
    }

    [Fact]
    public void A_package_brings_what_it_needs_and_its_native_library()
    {
        var run = _kernel.Run(
            """
            #:package Microsoft.Data.Sqlite@10.0.15
            using Microsoft.Data.Sqlite;
            var connection = new SqliteConnection("Data Source=:memory:");
            connection.Open();
            var command = connection.CreateCommand();
            command.CommandText = "select 6 * 7";
            command.ExecuteScalar()
            """
        );

        Assert.True(run.Value == "42", run.ToString());
    }

    [Fact]
    public void A_package_asked_for_twice_is_not_restored_again()
    {
        _kernel.Run("#r \"nuget: Humanizer.Core, 2.14.1\"");

        Assert.Equal("", _kernel.Run("#r \"nuget: Humanizer.Core, 2.14.1\"\n1").Errors);
    }

    [Fact]
    public void A_package_in_a_loaded_file_counts_too()
    {
        File.WriteAllText(
            Path.Combine(_kernel.Folder, "titles.csx"),
            "#r \"nuget: Humanizer.Core, 2.14.1\"\nstring Title(string s) => Humanizer.StringHumanizeExtensions.Humanize(s);"
        );

        Assert.Equal("a title", _kernel.Run("#load \"titles.csx\"\nTitle(\"a_title\")").Value);
    }

    [Fact]
    public void Packages_that_cannot_be_had_are_refused_in_plain_words()
    {
        var unnamed = _kernel.Run("#r \"nuget: , 1.0\"");

        Assert.Contains("names no package", unnamed.Traceback, StringComparison.Ordinal);
        Assert.Equal("2", _kernel.Run("1 + 1").Value);
    }

    [Fact]
    public void An_assembly_in_a_file_is_used()
    {
        var file = typeof(CsCheck.Gen).Assembly.Location;

        Assert.Equal("CsCheck", _kernel.Run($"#r \"{file}\"\ntypeof(CsCheck.Gen).Namespace").Value);
        Assert.Contains("CS0006", _kernel.Run("#r \"missing.dll\"").Traceback, StringComparison.Ordinal);
    }
}
