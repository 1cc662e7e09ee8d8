using Attune.Workspace.Compute;
using Attune.Workspace.Compute.Jupyter;
using Attune.Workspace.Homes;

namespace Attune.Studio.Tests.Browser;

/// <summary>A studio whose instances run the machine's Jupyter.</summary>
public sealed class JupyterStudio : Studio
{
    private readonly TaskCompletionSource<Uri> _address = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private JupyterDriver? _driver;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _address.SetResult(Host.Address);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (
            var instance in (
                await Workspace.Compute.Of("default").ListAsync(default)
            ).OfType<ComputeInstance>()
        )
        {
            await _driver!.StopAsync("default", instance, default);
        }
        await base.DisposeAsync();
        _driver?.Dispose();
    }

    protected override IInstanceDriver DriverOf(Home home) =>
        _driver = new JupyterDriver(
            home,
            new JupyterOptions { Host = _address.Task, PathPrefix = "/attune" },
            TimeProvider.System
        );
}
