using Attune.Load;

// One word chooses the load; each load is one class with a RunAsync.
return args switch
{
    ["storage", .. var rest] => await StorageLoad.RunAsync(rest),
    ["trials", .. var rest] => await TrialLoad.RunAsync(rest),
    ["scale", .. var rest] => await ScaleLoad.RunAsync(rest),
    ["metrics", .. var rest] => await MetricLoad.RunAsync(rest),
    ["beside", .. var rest] => await BesideLoad.RunAsync(rest),
    [MetricCallers.Word] => await MetricCallers.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Attune.Load storage [--seconds N] [--folder PATH]");
    Console.Error.WriteLine("       Attune.Load trials  [--count N] [--at-once N]");
    Console.Error.WriteLine("       Attune.Load scale   [--count N] [--at-once N]");
    Console.Error.WriteLine("       Attune.Load metrics [--seconds N]");
    Console.Error.WriteLine("       Attune.Load beside  [--seconds N] [--callers N]");
    return 2;
}
