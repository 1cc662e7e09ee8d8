using Attune.Workspace.Catalog.Verification;

namespace Attune.Cli.Contracts;

/// <summary>What <c>attune verify --json</c> gives.</summary>
internal sealed record VerdictContract(bool Ok, IReadOnlyList<InvariantContract> Invariants)
{
    public static VerdictContract Of(IReadOnlyList<InvariantVerdict> verdicts) =>
        new(
            verdicts.All(verdict => verdict.State != InvariantState.Violated),
            [
                .. verdicts.Select(verdict => new InvariantContract(
                    verdict.Id,
                    verdict.Title,
                    verdict.State switch
                    {
                        InvariantState.Holds => "ok",
                        InvariantState.Violated => "violated",
                        _ => "unknown",
                    },
                    verdict.Evidence,
                    [
                        .. verdict.Violations.Select(violation => new ViolationContract(
                            violation.Job,
                            violation.Trial,
                            violation.Message
                        )),
                    ]
                )),
            ]
        );
}

/// <summary>One invariant.</summary>
internal sealed record InvariantContract(
    string Id,
    string Title,
    string Status,
    string Evidence,
    IReadOnlyList<ViolationContract> Violations
);

/// <summary>One place where it does not hold.</summary>
internal sealed record ViolationContract(string? Job, string? Trial, string Message);
