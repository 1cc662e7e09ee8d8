namespace Attune.Python.Tests;

/// <summary>The notebook in Python, run whole by Debian's nbclient against a real host, as a person finds it on an instance.</summary>
public sealed class NotebookTests
{
    // The walk runs the same cells in a browser, in every test run.
    [Fact, Trait("Run", "long")]
    public async Task The_exercise_in_Python_finds_its_best_model_and_registers_it_with_its_lineage()
    {
        PythonRun.Need(
            ("nbclient", "python3-nbclient"),
            ("ipykernel", "python3-ipykernel"),
            ("sklearn", "python3-sklearn"),
            ("pandas", "python3-pandas")
        );
        var package = Repository.Path("python", "attune");

        var said = await PythonRun.RunAsync(
            package,
            [package],
            ["-m", "tests.notebook", Repository.Path("notebooks", "python", "Tune Hyperparameters.ipynb")]
        );

        Assert.True(said.ExitCode == 0, said.Text);
    }
}
