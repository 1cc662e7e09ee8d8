using Attune.Studio.Tests.Arm;

namespace Attune.Studio.Tests.Gateway;

/// <summary>A host and its owner, signed in: whoever signs in too often must wait.</summary>
public sealed class GatewayHost : IAsyncLifetime
{
    public ArmHost Host { get; } = new();

    internal Visitor Owner { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Host.InitializeAsync();
        Owner = await Visitor.OwnerAsync(Host);
    }

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await Host.DisposeAsync();
    }
}
