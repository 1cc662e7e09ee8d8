using Attune.Corpus;

var folders = args.Where(arg => !arg.StartsWith('-')).ToList();
if (folders.Count == 0 || args.Except(folders).Any(arg => arg is not ("--problems" or "--all")))
{
    Console.Error.WriteLine("usage: Attune.Corpus FOLDER… [--all] [--problems]");
    return 2;
}
var unknown = folders.FirstOrDefault(folder => !Directory.Exists(folder));
if (unknown is not null)
{
    Console.Error.WriteLine($"There is no folder {unknown}.");
    return 2;
}
foreach (var folder in folders)
{
    var judged = await Judging.OfAsync(folder, args.Contains("--all"));
    if (args.Contains("--problems"))
    {
        judged.WriteProblems(Console.Out);
    }
    judged.WriteTable(Console.Out);
}
return 0;
