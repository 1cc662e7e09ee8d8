using Microsoft.Extensions.Logging;

namespace Attune.Studio.Guards;

/// <summary>Keeps what the web server says of every request out of all logs: it names whole addresses, and one may hold a sign-in code.</summary>
/// <param name="inner">Takes the rest; not disposed here.</param>
internal sealed class QuietLoggers(ILoggerFactory inner) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public ILogger CreateLogger(string categoryName) =>
        // Keys of sessions lie in a folder of their owner alone; that they are not encrypted there is decided, not a finding.
        categoryName.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal)
            ? new Quiet(inner.CreateLogger(categoryName), LogLevel.Error)
        : categoryName.StartsWith("Microsoft.", StringComparison.Ordinal)
            ? new Quiet(inner.CreateLogger(categoryName), LogLevel.Warning)
        : inner.CreateLogger(categoryName);

    public void Dispose() { }

    private sealed class Quiet(ILogger logger, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel >= least)
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
