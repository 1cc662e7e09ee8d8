using Attune.Workspace.Homes;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Display;
using ILogger = Serilog.ILogger;

namespace Attune.Cli.Hosting;

/// <summary>The host's log: <c>logs/host.log</c> of the home, ten files of 10 MB at most. The terminal belongs to the job.</summary>
internal static class HostLog
{
    private const string Line = "{Timestamp:O} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";
    private const long Largest = 10_000_000;
    private const int MostFiles = 10;

    public static string FileOf(Home home) => Path.Combine(home.Root, "logs", "host.log");

    /// <summary>A factory of loggers that write there; dispose it to write what is left.</summary>
    public static ILoggerFactory Open(Home home)
    {
        ILogger file = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // It would write two lines for each request of an open notebook.
            .MinimumLevel.Override("Yarp", LogEventLevel.Warning)
            .WriteTo.File(
                new MessageTemplateTextFormatter(Line, System.Globalization.CultureInfo.InvariantCulture),
                FileOf(home),
                fileSizeLimitBytes: Largest,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: MostFiles,
                shared: false
            )
            .CreateLogger();
        return LoggerFactory.Create(logging => logging.AddSerilog(file, dispose: true));
    }
}
