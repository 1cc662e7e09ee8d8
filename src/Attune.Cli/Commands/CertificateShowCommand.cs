using System.CommandLine;
using System.Security.Cryptography;
using Attune.Cli.Contracts;
using Attune.Cli.Homes;
using Attune.Studio.SignIn;

namespace Attune.Cli.Commands;

/// <summary><c>attune certificate show</c>.</summary>
internal static class CertificateShowCommand
{
    public static Command Create(CommandTree tree)
    {
        var command = CommandTree.New(
            "show",
            "Show the home's certificate, made when there is none",
            "attune certificate show"
        );
        tree.SetAction(command, (call, _) => Task.FromResult(Run(call)));
        return command;
    }

    private static ExitCode Run(Call call)
    {
        if (
            call.RefuseElsewhere("it shows this machine's own; the one there: attune certificate export.") is
            { } refused
        )
        {
            return refused;
        }
        var home = HomeChoice.FindOrCreate(call.HomeAsked);
        var own = HomeCertificate.Of(home.Root, TimeProvider.System);
        var certificate = own.Current();
        var contract = new CertificateContract(
            HomeCertificate.NamesOf(certificate),
            new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
            certificate.GetCertHashString(HashAlgorithmName.SHA256),
            own.File
        );
        if (!call.ForPeople)
        {
            call.Write(contract, ContractJson.Readable.CertificateContract);
            return ExitCode.Ok;
        }
        var page = call.Terminal.Out;
        page.Line($"for {string.Join(", ", contract.Names)}");
        page.Line($"valid until {Screens.Words.Moment(contract.ValidUntil)}");
        page.Line($"SHA-256 {contract.Sha256}");
        page.Line($"file {contract.File}, with its key: for nobody else");
        page.Line("To trust it: attune certificate export FILE");
        return ExitCode.Ok;
    }
}
