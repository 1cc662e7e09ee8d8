using System.Globalization;
using Attune.Chaos;

// Kills Attune at random moments and reconciles what its trials wrote themselves with the store and with /proc.
//   Attune.Chaos kills [--target host|shim|trial|all] [--kills 50] [--trials 100] [--seed N] [--attune PATH]
//   Attune.Chaos away  [--seconds 120] [--trials 4] [--attune PATH]
var options = Options.Parse(args);
Console.WriteLine(
    FormattableString.Invariant($"{options.Mode}: seed {options.Seed}, attune {options.Attune}")
);
var failures = options.Mode switch
{
    "kills" => await new KillCampaign(options).RunAsync(),
    "away" => await new AwayCampaign(options).RunAsync(),
    _ => throw new ArgumentException($"Unknown mode '{options.Mode}': kills or away."),
};
foreach (var failure in failures)
{
    Console.WriteLine($"VIOLATED  {failure}");
}
Console.WriteLine(
    failures.Count == 0
        ? "all invariants hold"
        : $"{failures.Count.ToString(CultureInfo.InvariantCulture)} violations"
);
return failures.Count == 0 ? 0 : 1;
