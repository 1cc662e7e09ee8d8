using System.CommandLine;

namespace Attune.Cli.Commands;

/// <summary>Labels as <c>az ml</c> takes them: <c>--tags a=1 b=2</c>.</summary>
internal sealed class TagsInput
{
    private readonly Option<string[]> _option = new("--tags")
    {
        Description = "Labels as name=value, several after each other",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = true,
    };

    public TagsInput(Command command)
    {
        command.Options.Add(_option);
        _option.Validators.Add(result =>
        {
            foreach (
                var token in result.Tokens.Where(token =>
                    !token.Value.Contains('=', StringComparison.Ordinal)
                )
            )
            {
                result.AddError($"'{token.Value}' is no label; write NAME=VALUE.");
            }
        });
    }

    /// <summary>The labels.</summary>
    public Dictionary<string, string?> Get(Call call)
    {
        var tags = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var pair in call.Get(_option) ?? [])
        {
            var parts = pair.Split('=', 2);
            tags[parts[0]] = parts[1];
        }
        return tags;
    }
}
