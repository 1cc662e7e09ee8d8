using System.Diagnostics;
using Attune.Kernel.Tests.Running;

namespace Attune.Kernel.Tests.Protocol;

public sealed class InterruptTests(KernelFixture fixture) : IClassFixture<KernelFixture>
{
    private readonly RunningKernel _kernel = fixture.Kernel;

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (;;) ;")]
    [InlineData("Thread.Sleep(Timeout.Infinite);")]
    [InlineData("await Task.Delay(Timeout.Infinite);")]
    [InlineData("Task.Delay(Timeout.Infinite).Wait();")]
    [InlineData("await Task.Yield(); while (true) { }")]
    [InlineData("while (true) { try { Thread.Sleep(10); } catch (Exception) { } }")]
    [InlineData("while (true) Console.Write(\"more \");")]
    [InlineData("foreach (var n in Enumerable.Range(0, int.MaxValue)) Console.Write($\"{n} \");")]
    [InlineData("Enumerable.Repeat(1, int.MaxValue).Count(n => { Console.Write(n); return true; })")]
    [InlineData("long Fib(int n) { return n < 2 ? n : Fib(n - 1) + Fib(n - 2); } Fib(90)")]
    [InlineData("Console.ReadLine();")]
    public void It_stops_the_cell_and_keeps_what_was_declared(string endless)
    {
        var name = $"kept{Math.Abs(endless.GetHashCode(StringComparison.Ordinal))}";
        var id = _kernel.Submit($"var {name} = 5; Console.WriteLine(\"begun\"); {endless}");
        _kernel.UntilPrinted("begun");

        _kernel.Interrupt();

        var run = _kernel.End(id);
        Assert.Equal("error", run.Status);
        Assert.Equal("interrupted", run.Traceback);
        Assert.Equal("5", _kernel.Run(name).Value);
    }

    [Fact]
    public void What_cannot_be_stopped_is_left_running_and_other_cells_go_on()
    {
        var id = _kernel.Submit(
            "Console.WriteLine(\"begun\"); Enumerable.Range(0, int.MaxValue).SelectMany(n => Enumerable.Range(0, int.MaxValue)).LongCount(n => n % 7 == 9)"
        );
        _kernel.UntilPrinted("begun");

        _kernel.Interrupt();

        Assert.Contains("left running", _kernel.End(id).Traceback, StringComparison.Ordinal);
        Assert.Equal("2", _kernel.Run("1 + 1").Value);
    }

    [Fact]
    public void A_signal_does_the_same()
    {
        var id = _kernel.Submit("Console.WriteLine(\"begun\"); while (true) { }");
        _kernel.UntilPrinted("begun");

        using var kill = Process.Start("kill", ["-INT", $"{_kernel.Process.Id}"]);

        Assert.Equal("interrupted", _kernel.End(id).Traceback);
    }

    [Fact]
    public void Finally_blocks_are_run_in_order_and_can_print()
    {
        var id = _kernel.Submit(
            "try { Console.WriteLine(\"begun\"); Thread.Sleep(Timeout.Infinite); } finally { Console.WriteLine(\"tidied\"); }"
        );
        _kernel.UntilPrinted("begun");

        _kernel.Interrupt();

        Assert.EndsWith("tidied\n", _kernel.End(id).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_after_an_await_is_not_run_any_more()
    {
        var id = _kernel.Submit(
            "var gate = new TaskCompletionSource(); var passed = false; Console.WriteLine(\"begun\"); await gate.Task; passed = true;"
        );
        _kernel.UntilPrinted("begun");
        _kernel.Interrupt();
        _kernel.End(id);

        Assert.Equal(
            "False",
            _kernel.Run("gate.SetResult(); await Task.Delay(50); passed").Value,
            ignoreCase: true
        );
    }

    [Fact]
    public void Nothing_happens_when_no_cell_runs()
    {
        _kernel.Interrupt();

        Assert.Equal("ok", _kernel.Run("Thread.Sleep(1);").Status);
    }
}
