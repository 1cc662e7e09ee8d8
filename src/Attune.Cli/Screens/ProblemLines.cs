namespace Attune.Cli.Screens;

/// <summary>Problems of a job file, one line each, in the form that editors and terminals open on a click.</summary>
internal static class ProblemLines
{
    public static void Write(Page page, IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems)
        {
            var severity = problem.Severity.ToString().ToLowerInvariant() + ":";
            var painted = problem.Severity switch
            {
                Severity.Error => page.Alarm(severity),
                Severity.Warning => page.Caution(severity),
                _ => severity,
            };
            var place = problem.Where is null ? "" : $"{Terminal.Visible(problem.Where.ToString())}: ";
            var path = problem.Path.Length == 0 ? "" : $"{Terminal.Visible(problem.Path)}: ";
            page.Line($"{place}{painted} {path}{Terminal.Visible(problem.Message)}");
            if (problem.Hint is not null)
            {
                page.Line($"  {Terminal.Visible(problem.Hint)}");
            }
        }
    }
}
