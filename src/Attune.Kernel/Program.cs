using System.Runtime.InteropServices;
using Attune.Kernel;
using Attune.Kernel.Session;
using Attune.Kernel.Sockets;

if (args is not [var path])
{
    Console.Error.WriteLine(
        "attune-kernel CONNECTION_FILE: started by Jupyter; `attune kernel install` tells Jupyter how."
    );
    return 2;
}
try
{
    using var channels = new Channels(ConnectionFile.Read(path));
    using var session = new KernelSession(channels, TimeProvider.System);
    using var interrupt = PosixSignalRegistration.Create(
        PosixSignal.SIGINT,
        signal =>
        {
            signal.Cancel = true;
            session.Interrupt();
        }
    );
    channels.Start();
    using var end = new CancellationTokenSource();
    var running = session.RunAsync(end.Token);
    await await Task.WhenAny(running, KernelProcess.OrphanedAsync(TimeProvider.System, end.Token));
    return 0;
}
catch (Exception error) when (error is IOException or InvalidDataException)
{
    KernelProcess.Note(error.Message);
    return 1;
}
finally
{
    // Closed sockets still send what was said last, for a second at most; the end of the process would cut them short.
    NetMQ.NetMQConfig.Cleanup(block: true);
}
