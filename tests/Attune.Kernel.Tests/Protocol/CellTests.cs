using System.Text.Json.Nodes;
using Attune.Kernel.Messages;
using Attune.Kernel.Tests.Running;

namespace Attune.Kernel.Tests.Protocol;

public sealed class CellTests(KernelFixture fixture) : IClassFixture<KernelFixture>
{
    private readonly RunningKernel _kernel = fixture.Kernel;

    [Fact]
    public void A_cell_knows_what_earlier_ones_declared()
    {
        _kernel.Run("record Point(int X, int Y); Point Mirror(Point p) => new(p.Y, p.X);");
        _kernel.Run("var here = new Point(1, 2);");

        Assert.Equal("Point { X = 2, Y = 1 }", _kernel.Run("Mirror(here)").Value);
    }

    [Fact]
    public void A_name_can_be_declared_anew_with_another_type()
    {
        _kernel.Run("var again = 1;");
        _kernel.Run("var again = \"one\";");

        Assert.Equal("3", _kernel.Run("again.Length").Value);
    }

    [Fact]
    public void Streams_come_in_the_order_in_which_they_are_written()
    {
        var run = _kernel.Run(
            "Console.Write(\"a\"); Console.Error.Write(\"b\"); display(\"c\"); Console.Write(\"d\");"
        );

        Assert.Equal(
            ["stdout a", "stderr b", "display c", "stdout d"],
            run.Published.Select(each =>
                    each.Type == "stream" ? $"{each.Content.Text("name")} {each.Content.Text("text")}"
                    : each.Type == "display_data" ? "display " + (string?)each.Content["data"]!["text/plain"]
                    : null
                )
                .OfType<string>()
        );
    }

    [Fact]
    public void Output_is_seen_while_the_cell_runs()
    {
        var id = _kernel.Submit("Console.WriteLine(\"first\"); Console.WriteLine(Console.ReadLine());");

        _kernel.UntilPrinted("first");
        var question = _kernel.Receive("stdin");
        Assert.Equal("input_request", question.Type);
        _kernel.Send("stdin", "input_reply", new JsonObject { ["status"] = "ok", ["value"] = "second" });

        Assert.Equal("first\nsecond\n", _kernel.End(id).Output);
    }

    [Fact]
    public void A_cell_that_asks_where_nobody_answers_says_so()
    {
        var run = _kernel.Run("Input(\"name?\")", new JsonObject { ["allow_stdin"] = false });

        Assert.Equal("error", run.Status);
        Assert.Contains("nobody can type", run.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_awaits_at_its_top_and_blocks_on_its_own_tasks_without_harm()
    {
        _kernel.Run("async Task<int> Later(int n) { await Task.Delay(1); return n; }");

        Assert.Equal("5", _kernel.Run("await Later(2) + Later(3).Result").Value);
    }

    [Fact]
    public void What_the_compiler_refuses_is_shown_with_line_column_and_a_mark()
    {
        var run = _kernel.Run("var right = 1;\nwhile (right < 0) right = wrong;\n");

        Assert.Equal("error", run.Status);
        Assert.Equal("CompilationError", run.Reply.Text("ename"));
        Assert.EndsWith(
            """
            line 2, column 27: error CS0103: The name 'wrong' does not exist in the current context
                while (right < 0) right = wrong;
                                          ^^^^^
            """,
            run.Traceback,
            StringComparison.Ordinal
        );
        Assert.Equal("error", _kernel.Run("right").Status);
    }

    [Fact]
    public void An_exception_is_shown_with_the_cells_own_lines_and_no_others()
    {
        var number = (int?)
            _kernel.Run("int Divide(int a, int b)\n{\n    return a / b;\n}").Reply["execution_count"];
        var run = _kernel.Run("var kept = 7;\nnew[] { 0 }.Select(n => Divide(kept, n)).ToList()");

        Assert.Equal(
            $"""
            System.DivideByZeroException: Attempted to divide by zero.
               at cell {number}, line 3, in Divide
               at cell {number + 1}, line 2, in a lambda
               at cell {number + 1}, line 2
            """,
            run.Traceback
        );
        Assert.Equal("7", _kernel.Run("kept").Value);
    }

    [Fact]
    public void The_causes_of_an_exception_and_the_lines_of_asynchronous_methods_are_shown()
    {
        var run = _kernel.Run(
            """
            class Source
            {
                public async Task<int> ReadAsync()
                {
                    await Task.Delay(1);
                    throw new IOException("no disk");
                }
            }
            try { await new Source().ReadAsync(); }
            catch (Exception cause) { throw new InvalidOperationException("no data", cause); }
            """
        );

        Assert.Contains("InvalidOperationException: no data", run.Traceback, StringComparison.Ordinal);
        Assert.Contains("because of System.IO.IOException: no disk", run.Traceback, StringComparison.Ordinal);
        Assert.Contains("line 6, in Source.ReadAsync", run.Traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("MoveNext", run.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_that_wait_behind_one_that_fails_are_not_run()
    {
        var first = _kernel.Submit("Thread.Sleep(300); throw new Exception(\"stop\");");
        var second = _kernel.Submit("Console.Write(\"never\");");

        Assert.Equal("error", _kernel.End(first).Status);
        Assert.Equal("aborted", _kernel.End(second).Status);
        Assert.Equal("ok", _kernel.Run("1").Status);
    }

    [Fact]
    public void What_a_task_prints_after_its_cell_stands_under_that_cell()
    {
        var id = _kernel.Submit(
            "var go = new TaskCompletionSource(); _ = Task.Run(async () => { await go.Task; Console.WriteLine(\"late\"); });"
        );
        _kernel.End(id);
        _kernel.Submit("go.SetResult(); await Task.Delay(1);");

        while (true)
        {
            var message = _kernel.Published();
            if (message.Type == "stream")
            {
                Assert.Equal(id, message.Parent.Text("msg_id"));
                break;
            }
        }
    }

    [Fact]
    public void Expressions_of_the_front_end_are_answered_one_by_one()
    {
        var run = _kernel.Run(
            "var asked = 4;",
            new JsonObject
            {
                ["user_expressions"] = new JsonObject { ["a"] = "asked * 2", ["b"] = "missing" },
            }
        );

        var answers = run.Reply["user_expressions"]!;
        Assert.Equal("8", (string?)answers["a"]!["data"]!["text/plain"]);
        Assert.Equal("error", (string?)answers["b"]!["status"]);
    }

    [Fact]
    public void A_silent_cell_publishes_no_value_and_counts_for_nothing()
    {
        var before = (int?)_kernel.Run("1").Reply["execution_count"];
        var run = _kernel.Run("2", new JsonObject { ["silent"] = true });

        Assert.DoesNotContain(run.Published, each => each.Type is "execute_result" or "execute_input");
        Assert.Equal(before + 1, (int?)_kernel.Run("3").Reply["execution_count"]);
    }

    [Fact]
    public void A_file_is_loaded_and_an_error_in_it_names_it()
    {
        File.WriteAllText(
            Path.Combine(_kernel.Folder, "helpers.csx"),
            "int Twice(int n) => n * 2;\nint Broken() => throw new Exception(\"in the file\");"
        );

        Assert.Equal("8", _kernel.Run("#load \"helpers.csx\"\nTwice(4)").Value);
        Assert.Contains("helpers.csx, line 2", _kernel.Run("Broken()").Traceback, StringComparison.Ordinal);
    }
}
