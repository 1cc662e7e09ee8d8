using System.CommandLine;
using System.Text;
using System.Text.Json;
using Attune.Cli.Tuner;
using Attune.Studies;

namespace Attune.Cli.Commands;

/// <summary><c>attune tuner</c>: the engine as a child process for programs in any language.</summary>
internal static class TunerCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "tuner",
            "Propose and learn for a program in any language: lines of JSON on standard input and output",
            "attune tuner",
            "attune tuner --sampler tpe --seed 7"
        );
        var sampler = new Option<string>("--sampler")
        {
            Description = $"Who proposes: {string.Join(", ", Names)}",
            HelpName = "NAME",
            DefaultValueFactory = _ => Default,
        };
        sampler.CompletionSources.Add(context =>
            Names.Select(name => new System.CommandLine.Completions.CompletionItem(name))
        );
        var seed = new Option<ulong>("--seed")
        {
            Description = "The seed of a run whose first line has none. Default 0",
            HelpName = "N",
        };
        command.Options.Add(sampler);
        command.Options.Add(seed);
        tree.SetAction(
            command,
            (call, cancellationToken) => RunAsync(call, call.Get(sampler)!, call.Get(seed), cancellationToken)
        );
        return command;
    }

    private const string Default = "auto";

    // The closed family of samplers is the list of names.
    private static IReadOnlyList<string> Names { get; } =
    [
        .. StudyJson
            .Default.SamplerSpec.PolymorphismOptions!.DerivedTypes.Select(type => $"{type.TypeDiscriminator}")
            .Order(StringComparer.Ordinal),
    ];

    private static async Task<ExitCode> RunAsync(
        Call call,
        string name,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        if (!Names.Contains(name))
        {
            return call.Terminal.Refuse(
                ExitCode.Usage,
                $"There is no sampler '{name}'.",
                Suggestion.For(name, Names) ?? $"one of {string.Join(", ", Names)}"
            );
        }
        var sampler = JsonSerializer.Deserialize($$"""{"type":"{{name}}"}""", StudyJson.Default.SamplerSpec)!;
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        await using var output = Console.OpenStandardOutput();
        var conversation = new TunerConversation(sampler, seed, TimeProvider.System);
        await conversation.HoldAsync(input, output, cancellationToken);
        return ExitCode.Ok;
    }
}
