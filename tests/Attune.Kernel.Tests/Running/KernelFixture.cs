namespace Attune.Kernel.Tests.Running;

/// <summary>One kernel for the tests of a class: each declares names of its own.</summary>
public sealed class KernelFixture : IAsyncDisposable
{
    internal RunningKernel Kernel { get; } = RunningKernel.Start();

    public ValueTask DisposeAsync() => Kernel.DisposeAsync();
}
