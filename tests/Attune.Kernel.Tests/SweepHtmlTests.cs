using System.Xml.Linq;
using Attune.Client;
using Attune.Jobs;
using Attune.Kernel.Display.Sweeps;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Kernel.Tests;

/// <summary>How a sweep looks in a notebook.</summary>
public sealed class SweepHtmlTests
{
    private static readonly SweepJob Job = new()
    {
        DisplayName = "A sweep",
        Trial = new TrialSpec { Command = "true" },
        SamplingAlgorithm = new GridSampling(),
        SearchSpace =
        [
            new NamedDistribution("rate", Choice.Of(0.01, 0.1, 1.0)),
            new NamedDistribution("trees", Choice.Of(10, 100)),
        ],
        Objective = new JobObjective { PrimaryMetric = "AUC", Goal = Goal.Maximize },
    };

    [Fact]
    public void It_tells_how_far_it_is_and_which_trial_is_best()
    {
        var html = Html(
            Job,
            Standing(
                "Running",
                Trial(0, TrialState.Completed, 0.93, 0.01, 10),
                Trial(1, TrialState.Completed, 0.98, 0.1, 100),
                Trial(2, TrialState.Failed, double.NaN, 1, 10) with
                {
                    Reason = "exit code 3",
                },
                Trial(3, TrialState.Running, double.NaN, 1, 100)
            )
        );

        var text = html.Value;
        Assert.Contains("3 of 6 trials ended, 1 running, 1 failed", text, StringComparison.Ordinal);
        Assert.Contains("best AUC 0.98 (trial 1)", text, StringComparison.Ordinal);
        Assert.Equal(
            ["1", "0", "2", "3"],
            html.Descendants("tbody").Elements("tr").Select(row => row.Elements("td").First().Value)
        );
        Assert.Equal(2, html.Descendants().Count(each => each.Name.LocalName == "svg"));
        Assert.Equal("50", html.Descendants("div").Attributes("aria-valuenow").Single().Value);
    }

    [Fact]
    public void Hostile_names_and_values_stay_text()
    {
        const string hostile = "\"><script>alert(1)</script>\u0001";
        var job = Job with
        {
            DisplayName = hostile,
            SearchSpace = [new NamedDistribution(hostile, Choice.Of(hostile, "b")), Job.SearchSpace[0]],
            Objective = new JobObjective { PrimaryMetric = hostile, Goal = Goal.Minimize },
        };
        SweepTrial[] trials =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(n => new SweepTrial(
                    "t",
                    n,
                    TrialState.Completed,
                    n,
                    Assignment.Of((hostile, hostile), ("rate", 0.1))
                )
                {
                    Reason = hostile,
                }),
        ];
        var html = Html(
            job,
            new SweepStanding("Failed", new Objective(hostile, Goal.Minimize), trials) { Reason = hostile }
        );

        Assert.DoesNotContain(html.Descendants(), each => each.Name.LocalName == "script");
        Assert.Contains("<script>", html.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void It_can_be_shown_before_there_is_anything_and_with_thousands_of_trials()
    {
        Assert.Contains("0 of 6 trials ended", Html(Job, Standing("Queued")).Value, StringComparison.Ordinal);
        var many = Html(
            Job,
            Standing(
                "Completed",
                [.. Enumerable.Range(0, 5000).Select(n => Trial(n, TrialState.Completed, n % 97, 0.1, 10))]
            )
        );
        Assert.True(many.ToString().Length < 1_500_000);
        Assert.Equal(25, many.Descendants("tbody").Elements("tr").Count());
        // All values the same, and none at all.
        Html(
            Job,
            Standing(
                "Completed",
                Trial(0, TrialState.Completed, 1, 0.1, 10),
                Trial(1, TrialState.Completed, 1, 0.1, 10)
            )
        );
        Html(Job, Standing("Failed", Trial(0, TrialState.Failed, double.NaN, 0.1, 10)));
    }

    // What is well-formed XML is well-formed HTML here, and nothing is left open.
    private static XElement Html(SweepJob job, SweepStanding standing)
    {
        using var workspace = new AttuneWorkspace(
            new HostPlace(new Uri("http://127.0.0.1:1/"), "token", "default", null),
            new ResourceClient(new HostLogin(new Uri("http://127.0.0.1:1/"), "token")),
            TimeProvider.System
        );
        return XElement.Parse(SweepHtml.Of(new Sweep(workspace, "sweep-1", job, standing)));
    }

    private static SweepStanding Standing(string status, params IReadOnlyList<SweepTrial> trials) =>
        new(status, Objective.Maximize("AUC"), trials);

    private static SweepTrial Trial(int number, TrialState state, double value, double rate, int trees) =>
        new($"sweep-1_{number}", number, state, value, Assignment.Of(("rate", rate), ("trees", trees)));
}
