using Attune.Cli;
using Attune.Cli.Commands;
using Attune.Cli.Screens;

var terminal = Terminal.OfProcess();
return (int)await new Invoking(terminal, new CommandTree(terminal)).RunAsync(args);
