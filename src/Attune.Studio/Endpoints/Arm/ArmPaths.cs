using System.Text.Json;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Puts the paths of a job file's problems into the protocol's words: <c>limits.max_total_trials</c> is <c>properties.limits.maxTotalTrials</c>.</summary>
internal static class ArmPaths
{
    // Below these stand names that people chose.
    private static readonly string[] Named =
    [
        "inputs",
        "outputs",
        "search_space",
        "tags",
        "properties",
        "services",
        "environment_variables",
    ];

    public static Problem Translate(Problem problem) =>
        problem with
        {
            Path = Translate(problem.Path),
            Where = null,
        };

    public static string Translate(string path)
    {
        if (path.Length == 0 || path == "name")
        {
            return path;
        }
        var parts = path.Split('.');
        if (parts[0] == "attune")
        {
            return "properties." + path;
        }
        var result = new List<string> { "properties" };
        for (var i = 0; i < parts.Length; i++)
        {
            var isName = i > 0 && Named.Contains(parts[i - 1], StringComparer.Ordinal);
            if (isName && parts[i - 1] == "search_space")
            {
                result.Add(parts[i]);
                break; // the arguments of a distribution have places, not names
            }
            result.Add(isName ? parts[i] : Word(parts[i], i > 0 ? parts[i - 1] : "", parts[0]));
        }
        return string.Join('.', result);
    }

    private static string Word(string word, string before, string root) =>
        (word, before, root) switch
        {
            ("compute", _, _) => "computeId",
            ("code", _, _) => "codeId",
            ("environment", _, _) => "environmentId",
            ("path", not "", "inputs" or "outputs") => "uri",
            ("type", not "", "inputs") => "jobInputType",
            ("type", not "", "outputs") => "jobOutputType",
            ("type", "sampling_algorithm", _) => "samplingAlgorithmType",
            ("type", "early_termination", _) => "policyType",
            _ => JsonNamingPolicy.CamelCase.ConvertName(
                string.Concat(
                    word.Split('_')
                        .Select(part => part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..])
                )
            ),
        };
}
