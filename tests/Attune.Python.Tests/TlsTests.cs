using Attune.Storage;
using Attune.Studio;
using Attune.Studio.SignIn;
using Attune.Workspace.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attune.Python.Tests;

/// <summary>The Python client and a host that listens with TLS by its home's own certificate.</summary>
public sealed class TlsTests : ITrialDirectory
{
    public TrialRun? Find(string run) => null;

    [Fact]
    public async Task A_host_with_TLS_is_spoken_to_when_its_certificate_is_known_and_no_sooner()
    {
        PythonRun.Need();
        var token = TestContext.Current.CancellationToken;
        var home = Directory.CreateTempSubdirectory("attune-tls-");
        try
        {
            await using var database = await AttuneDatabase.OpenAsync(
                home.FullName,
                cancellationToken: token
            );
            await using var studio = await StudioHost.StartAsync(
                new StudioOptions { Home = home.FullName, Tls = true },
                new StudioParts(
                    database,
                    new MetricInbox(database.Measurements),
                    this,
                    null,
                    NullLoggerFactory.Instance
                ),
                token
            );
            var exported = Path.Combine(home.FullName, "attune.pem");
            await File.WriteAllTextAsync(
                exported,
                HomeCertificate.Of(home.FullName, TimeProvider.System).Pem,
                token
            );
            var package = Repository.Path("python", "attune");

            var said = await PythonRun.RunAsync(
                package,
                [package],
                ["-m", "unittest", "-v", "tests.secure"],
                new Dictionary<string, string>
                {
                    ["TEST_URL"] = studio.SecureAddress!.ToString(),
                    ["TEST_TOKEN"] = HostToken.Of(home.FullName),
                    ["TEST_HOME"] = home.FullName,
                    ["TEST_CERTIFICATE"] = exported,
                }
            );

            Assert.True(said.ExitCode == 0, said.Text);
            Assert.Contains("Ran 4 tests", said.Text, StringComparison.Ordinal);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}
