using System.CommandLine;
using Attune.Jobs.Shapes;

namespace Attune.Cli.Commands;

/// <summary><c>attune job schema</c>.</summary>
internal static class JobSchemaCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "schema",
            "Print the JSON Schema of a job file, for editors",
            "attune job schema sweep > sweep.schema.json"
        );
        var kind = new Argument<string>("kind")
        {
            Description = "Which kind of job file: " + string.Join(" or ", JobSchema.Kinds),
            DefaultValueFactory = _ => JobSchema.Kinds[0],
        };
        kind.AcceptOnlyFromAmong([.. JobSchema.Kinds]);
        command.Arguments.Add(kind);
        tree.SetAction(
            command,
            (call, _) =>
            {
                call.Terminal.Out.Line(JobSchema.Text(call.Get(kind)!));
                return Task.FromResult(ExitCode.Ok);
            }
        );
        return command;
    }
}
