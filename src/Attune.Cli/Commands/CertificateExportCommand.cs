using System.CommandLine;
using Attune.Cli.Homes;
using Attune.Cli.Profiles;
using Attune.Studio.SignIn;

namespace Attune.Cli.Commands;

/// <summary><c>attune certificate export</c>.</summary>
internal static class CertificateExportCommand
{
    public static Command Create(CommandTree tree)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "The file to write; standard output unless given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = CommandTree.New(
            "export",
            "Write the home's certificate, without its key, for clients to trust",
            "attune certificate export attune.pem",
            "NODE_EXTRA_CA_CERTS=attune.pem node walk.mjs"
        );
        command.Arguments.Add(file);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var pem = call.Remote is { } remote
                    ? await ShownCertificate.PemAsync(remote.Login, cancellationToken)
                    : HomeCertificate
                        .Of(HomeChoice.FindOrCreate(call.HomeAsked).Root, TimeProvider.System)
                        .Pem;
                if (call.Get(file) is { } path)
                {
                    await File.WriteAllTextAsync(path, pem, cancellationToken);
                    call.Terminal.Out.Line(Path.GetFullPath(path));
                }
                else
                {
                    call.Terminal.Out.Line(pem.TrimEnd());
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }
}
