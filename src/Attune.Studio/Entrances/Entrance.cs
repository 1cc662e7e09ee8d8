using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Attune.Studio.Entrances;

/// <summary>The way into an application: a request is handed to it as the server has it.</summary>
internal abstract class Entrance
{
    public abstract Task ServeAsync(IFeatureCollection request);

    public static Entrance Of<TContext>(IHttpApplication<TContext> application)
        where TContext : notnull => new To<TContext>(application);

    private sealed class To<TContext>(IHttpApplication<TContext> application) : Entrance
        where TContext : notnull
    {
        public override async Task ServeAsync(IFeatureCollection request)
        {
            var context = application.CreateContext(request);
            Exception? fault = null;
            try
            {
                await application.ProcessRequestAsync(context).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                fault = error;
                throw;
            }
            finally
            {
                application.DisposeContext(context, fault);
            }
        }
    }
}
