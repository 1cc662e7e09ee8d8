using System.Globalization;

namespace Attune.Chaos;

/// <summary>What to run, from the command line.</summary>
internal sealed record Options(string Mode)
{
    public string Attune { get; init; } = Path.GetFullPath("attune");
    public string Target { get; init; } = "host";
    public int Kills { get; init; } = 50;
    public int Trials { get; init; } = 100;
    public int Seconds { get; init; } = 120;
    public int Seed { get; init; } = Environment.TickCount;

    public static Options Parse(string[] args)
    {
        var options = new Options(args.Length > 0 ? args[0] : "kills");
        for (var i = 1; i + 1 < args.Length; i += 2)
        {
            var value = args[i + 1];
            options = args[i] switch
            {
                "--attune" => options with { Attune = Path.GetFullPath(value) },
                "--target" => options with { Target = value },
                "--kills" => options with { Kills = Number(value) },
                "--trials" => options with { Trials = Number(value) },
                "--seconds" => options with { Seconds = Number(value) },
                "--seed" => options with { Seed = Number(value) },
                _ => throw new ArgumentException($"Unknown option {args[i]}."),
            };
        }
        return options;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
