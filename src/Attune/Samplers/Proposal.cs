using Attune.Spaces;

namespace Attune.Samplers;

/// <summary>What a sampler answers to "what next?", with the reason that a person can read.</summary>
public abstract record Proposal
{
    private Proposal() { }

    /// <summary>Evaluate this assignment.</summary>
    public sealed record New(Assignment Assignment, string Reason) : Proposal;

    /// <summary>Continue a paused trial up to a fidelity.</summary>
    public sealed record Resume(int Trial, double Fidelity, string Reason) : Proposal;

    /// <summary>Start a trial from another one's checkpoint.</summary>
    public sealed record Fork(int Trial, string Checkpoint, Assignment Assignment, string Reason) : Proposal;

    /// <summary>Nothing now; ask again when a trial has ended.</summary>
    public sealed record Wait(string Reason) : Proposal;

    /// <summary>Nothing any more: the space has been searched.</summary>
    public sealed record Exhausted(string Reason) : Proposal;
}
