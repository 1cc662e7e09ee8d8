namespace Attune.Cli.Contracts;

/// <summary>A home's certificate as <c>--json</c> gives it.</summary>
internal sealed record CertificateContract(
    IReadOnlyList<string> Names,
    DateTimeOffset ValidUntil,
    string Sha256,
    string File
);
