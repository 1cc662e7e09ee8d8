"""Debian's conformance suite for kernels (python3-jupyter-kernel-test) on the kernel whose spec JUPYTER_PATH holds."""

import unittest

import jupyter_kernel_test


# The suite waits 15 s for an answer, which a first cell beside other work can exceed.
PATIENCE = 180
jupyter_kernel_test.TIMEOUT = PATIENCE
for helper in (
    jupyter_kernel_test.KernelTests.execute_helper,
    jupyter_kernel_test.KernelTests.history_helper,
):
    helper.__defaults__ = (PATIENCE, *helper.__defaults__[1:])


class CSharpKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "attune-csharp"
    language_name = "csharp"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("test");'
    completion_samples = [
        {"text": "Console.WriteLin", "matches": {"WriteLine"}},
        {"text": "string.IsNullOrEm", "matches": {"IsNullOrEmpty"}},
    ]
    complete_code_samples = ["1 + 1", "var x = 1;", "int F() { return 1; }"]
    incomplete_code_samples = ["for (var i = 0; i < 3; i++) {", "int F("]
    invalid_code_samples = ["int x = ;"]
    code_page_something = 'Page("some text");'
    code_generate_error = 'throw new Exception("wrong");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": 'Html("<b>x</b>")', "mime": "text/html", "result": "<b>x</b>"},
    ]
    code_display_data = [
        {"code": 'display(Html("<b>x</b>"));', "mime": "text/html"},
        {"code": 'display(Svg("<svg/>"));', "mime": "image/svg+xml"},
        {"code": "display(Png(new byte[] { 1 }));", "mime": "image/png"},
    ]
    code_history_pattern = "6*7*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "ClearOutput();"


if __name__ == "__main__":
    unittest.main(verbosity=2)
