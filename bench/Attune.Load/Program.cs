using Attune.Load;
using Attune.Load.Looks;

// One word chooses the load; each load is one class with a RunAsync.
return args switch
{
    ["storage", .. var rest] => await StorageLoad.RunAsync(rest),
    ["trials", .. var rest] => await TrialLoad.RunAsync(rest),
    ["scale", .. var rest] => await ScaleLoad.RunAsync(rest),
    ["metrics", .. var rest] => await MetricLoad.RunAsync(rest),
    ["beside", .. var rest] => await BesideLoad.RunAsync(rest),
    ["looks", .. var rest] => await LookLoad.RunAsync(rest),
    ["viewers", .. var rest] => await ViewerLoad.RunAsync(rest),
    ["pictures", .. var rest] => await Pictures.RunAsync(rest),
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
    Console.Error.WriteLine("       Attune.Load looks   [--sweeps N] [--trials N] [--points N] [--times N]");
    Console.Error.WriteLine("       Attune.Load viewers [--viewers N] [--seconds N] [--rounds N]");
    return 2;
}
