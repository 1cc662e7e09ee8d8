using Attune.Studio.Pages.DataAssets;
using Attune.Workspace.Homes;
using CsCheck;

namespace Attune.Studio.Tests.Pages;

public sealed class DataPreviewTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-data-");
    private readonly Home _home;

    public DataPreviewTests() => _home = Home.Create(Path.Combine(_folder.FullName, Home.FolderName));

    public void Dispose() => _folder.Delete(recursive: true);

    private static readonly string[] Cells =
    [
        "a",
        "",
        "two words",
        "with,comma",
        "with \"quotes\"",
        "line\nbreak",
        "ünïcode",
    ];

    [Fact]
    public void Cells_that_were_quoted_come_back_as_they_were() =>
        Gen.Int[0, Cells.Length - 1]
            .Select(i => Cells[i])
            .Array[1, 5]
            .Array[1, 20]
            .Sample(rows =>
            {
                // A row of one empty cell is an empty line, which is no row.
                var kept = rows.Where(row => row is not [""]).ToArray();
                var text = string.Concat(
                    rows.Select(row =>
                        string.Join(',', row.Select(cell => $"\"{cell.Replace("\"", "\"\"")}\"")) + "\r\n"
                    )
                );
                Assert.Equal(kept, DataPreview.Table(text, ',', isWhole: true));
            });

    [Fact]
    public void Half_a_row_at_the_end_of_what_was_read_is_left_out()
    {
        Assert.Equal(
            [
                ["a", "b"],
                ["1", "2"],
            ],
            DataPreview.Table("a,b\n1,2\n3", ',', isWhole: false)
        );
        Assert.Equal(
            [
                ["a", "b"],
                ["3"],
            ],
            DataPreview.Table("a,b\n3", ',', isWhole: true)
        );
        Assert.Equal(
            [
                ["a"],
                ["1"],
            ],
            DataPreview.Table("\uFEFFa\n\n1\n", ',', isWhole: true)
        );
        Assert.Empty(DataPreview.Table("", ',', isWhole: true));
    }

    [Fact]
    public void A_long_or_wide_table_is_cut_at_a_bound()
    {
        var wide = string.Join(',', Enumerable.Range(0, 5_000)) + "\n";
        var rows = DataPreview.Table(string.Concat(Enumerable.Repeat(wide, 200)), ',', isWhole: true);
        Assert.Equal(DataPreview.MostRows + 1, rows.Count);
        Assert.All(rows, row => Assert.Equal(DataPreview.MostColumns, row.Length));
    }

    [Theory]
    [InlineData(".attune/keys/identity")]
    [InlineData(".attune/keys")]
    [InlineData(".attune/attune.db")]
    [InlineData(".attune")]
    [InlineData("link/identity")]
    [InlineData("link/../keys/identity")]
    [InlineData("second/link/identity")]
    public void What_the_home_keeps_for_itself_is_shown_by_no_way(string path)
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "link"), _home.Keys);
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "second"), _folder.FullName);
        var place = DataPlace.Find(_home, "default", Path.Combine(_folder.FullName, path));
        Assert.Null(place.Path);
        Assert.NotNull(place.Why);
    }

    [Theory]
    [InlineData("azureml://datastores/workspaceblobstore/paths/../../../../keys/identity")]
    [InlineData("azureml://datastores/nowhere/paths/x")]
    [InlineData(
        "azureml://subscriptions/1/resourcegroups/2/workspaces/../datastores/workspaceblobstore/paths/x"
    )]
    [InlineData("https://example.org/data.csv")]
    [InlineData("s3://bucket/data.csv")]
    [InlineData("/nothing/is/here")]
    public void What_is_not_on_this_machine_is_said_to_be_elsewhere(string uri)
    {
        var place = DataPlace.Find(_home, "default", uri);
        Assert.Null(place.Path);
        Assert.NotNull(place.Why);
    }

    [Fact]
    public void Files_of_a_datastore_and_beside_the_home_are_found()
    {
        var store = Path.Combine(_home.Root, "workspaces", "default", "data", "workspaceblobstore", "a");
        Directory.CreateDirectory(store);
        File.WriteAllText(Path.Combine(store, "b.csv"), "x");
        File.WriteAllText(Path.Combine(_folder.FullName, "c.csv"), "x");
        Assert.Equal(
            Path.Combine(store, "b.csv"),
            DataPlace.Find(_home, "default", "azureml://datastores/workspaceblobstore/paths/a/b.csv").Path
        );
        Assert.NotNull(DataPlace.Find(_home, "default", Path.Combine(_folder.FullName, "c.csv")).Path);
    }
}
