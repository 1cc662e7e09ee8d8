using Attune.Benchmarks;
using BenchmarkDotNet.Running;

if (args is ["memory", ..])
{
    StudyMemory.Print(args.Length > 1 ? int.Parse(args[1]) : 100_000);
    return;
}
BenchmarkSwitcher
    .FromTypes([typeof(SuggestionCost), typeof(QuickCost)])
    .Run(args.Length == 0 ? ["--filter", "*"] : args);
