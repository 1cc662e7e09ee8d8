using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Attune.Studio.Guards;

/// <summary>The place that a page has among those that are kept alive, from its opening until the host forgets it; one that was cut off keeps it until then.</summary>
internal sealed class PagePlace(OpenPages pages, AuthenticationStateProvider sessions) : CircuitHandler
{
    /// <inheritdoc/>
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var person = (await sessions.GetAuthenticationStateAsync()).User.Identity?.Name ?? "";
        if (pages.Enter(circuit.Id, person) is { } refusal)
        {
            // A page whose beginning fails is closed at once; that is what ends it here.
            throw new InvalidOperationException(refusal);
        }
    }

    /// <inheritdoc/>
    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        pages.Leave(circuit.Id);
        return Task.CompletedTask;
    }
}
