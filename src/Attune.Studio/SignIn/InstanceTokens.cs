using Attune.Studio.SignIn.Accounts;
using Attune.Workspace.Compute;

namespace Attune.Studio.SignIn;

/// <summary>The tokens by which the programs of compute instances act for the instance's owner. Each counts while its instance runs. Thread-safe.</summary>
/// <param name="compute">The home's compute; null where there is none.</param>
/// <param name="accounts">Who may do what.</param>
internal sealed class InstanceTokens(ComputeDesk? compute, AccountBook accounts)
{
    /// <summary>Whom a token acts for, with what they may do now; null when it counts for nothing.</summary>
    public Caller.Person? Verify(string token) =>
        InstanceToken.Read(token) is var (workspace, name)
        && compute?.DoorOf(workspace, name) is { } door
        && HostToken.AreEqual(door.OwnerToken, token)
            ? PersonOf(door.Owner)
            : null;

    private Caller.Person? PersonOf(string name) =>
        name == Session.LocalOwner.Name ? Session.LocalOwner
        : accounts.Find(name) is { } account ? new Caller.Person(name, account.Role)
        : null;
}
