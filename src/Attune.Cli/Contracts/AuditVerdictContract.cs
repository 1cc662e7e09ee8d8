using Attune.Studio.Audit;

namespace Attune.Cli.Contracts;

/// <summary>What <c>attune audit verify --json</c> gives.</summary>
/// <param name="Whole">Whether each entry follows from those before it.</param>
/// <param name="Entries">How many there are.</param>
/// <param name="Broken">The first that does not follow.</param>
internal sealed record AuditVerdictContract(bool Whole, int Entries, AuditEntry? Broken);
