using System.Text.Json.Nodes;
using Attune.Kernel.Messages;
using Attune.Kernel.Tests.Running;

namespace Attune.Kernel.Tests.Protocol;

public sealed class ConversationTests
{
    [Fact]
    public async Task A_message_that_is_not_signed_with_the_key_is_not_heard()
    {
        await using var kernel = RunningKernel.Start();
        kernel.Send(
            "shell",
            "execute_request",
            new JsonObject { ["code"] = "var forged = 1;" },
            key: "another key"
        );

        Assert.Equal("error", kernel.Run("forged").Status);
    }

    [Fact]
    public async Task The_heart_beats_while_a_cell_computes()
    {
        await using var kernel = RunningKernel.Start();
        var id = kernel.Submit("Console.WriteLine(\"begun\"); while (true) { }");
        kernel.UntilPrinted("begun");

        Assert.Equal("ping", kernel.Beat("ping"));

        kernel.Interrupt();
        Assert.Equal("error", kernel.End(id).Status);
    }

    [Fact]
    public async Task The_earlier_cells_are_told()
    {
        await using var kernel = RunningKernel.Start();
        kernel.Run("1 + 1");
        kernel.Run("var history = 3;");

        var tail = kernel.Ask(
            "history_request",
            new JsonObject
            {
                ["hist_access_type"] = "tail",
                ["n"] = 2,
                ["output"] = true,
            }
        );
        var found = kernel.Ask(
            "history_request",
            new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "*history*" }
        );

        Assert.Equal("""[[1,1,["1 + 1","2"]],[1,2,["var history = 3;",null]]]""", Plain(tail));
        Assert.Equal("""[[1,2,"var history = 3;"]]""", Plain(found));
    }

    [Fact]
    public async Task A_comm_without_a_target_is_closed_again()
    {
        await using var kernel = RunningKernel.Start();
        kernel.Send(
            "shell",
            "comm_open",
            new JsonObject
            {
                ["comm_id"] = "c1",
                ["target_name"] = "nobody",
                ["data"] = new JsonObject(),
            }
        );

        Message message;
        do
        {
            message = kernel.Published();
        } while (message.Type != "comm_close");
        Assert.Equal("c1", message.Content.Text("comm_id"));
        Assert.Equal("{}", kernel.Ask("comm_info_request", [])["comms"]!.ToJsonString());
    }

    [Theory]
    [InlineData("control", false)]
    [InlineData("control", true)]
    [InlineData("shell", false)]
    public async Task It_ends_when_asked_to(string socket, bool restart)
    {
        await using var kernel = RunningKernel.Start();

        var reply = kernel.Ask("shutdown_request", new JsonObject { ["restart"] = restart }, socket);

        Assert.Equal(restart, reply.Flag("restart"));
        await kernel
            .Process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(RunningKernel.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, kernel.Process.ExitCode);
    }

    [Fact]
    public async Task It_ends_in_the_middle_of_a_cell_too()
    {
        await using var kernel = RunningKernel.Start();
        kernel.Submit("Console.WriteLine(\"begun\"); while (true) { }");
        kernel.UntilPrinted("begun");

        kernel.Ask("shutdown_request", new JsonObject { ["restart"] = false }, "control");

        await kernel
            .Process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(RunningKernel.Limit, TestContext.Current.CancellationToken);
    }

    private static string Plain(JsonObject reply) =>
        reply["history"]!.ToJsonString(
            new System.Text.Json.JsonSerializerOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
