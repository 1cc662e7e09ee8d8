using Attune.Jobs;
using Attune.Workspace.Environments;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Tests.Environments;

public sealed class EnvironmentResolving : IDisposable
{
    private readonly Folder _folder = new();
    private static readonly TrialPlace Place = new("sweep_3", "/jobs/sweep/trials/3")
    {
        Folders = ["/jobs/sweep", "/data"],
        VariableNames = ["AZUREML_SWEEP_lr", "CUDA_VISIBLE_DEVICES", "PATH"],
        PathFolders = ["/jobs/sweep/build/bin"],
        Gpus = "0,1",
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("azureml:AzureML-sklearn-1.0:5", "AzureML-sklearn-1.0", "5")]
    [InlineData("azureml:AzureML-sklearn-1.0@latest", "AzureML-sklearn-1.0", null)]
    [InlineData("AzureML-sklearn-1.0@latest", "AzureML-sklearn-1.0", null)]
    [InlineData("my-env", "my-env", null)]
    [InlineData("azureml://registries/azureml/environments/sklearn-1.5/versions/2", "sklearn-1.5", "2")]
    [InlineData("azureml://registries/azureml/environments/sklearn-1.5/labels/latest", "sklearn-1.5", null)]
    [InlineData("a b::c", "a b::c", null)]
    public void A_name_is_taken_apart(string text, string name, string? version) =>
        Assert.Equal(new EnvironmentName(text, name, version), EnvironmentName.Parse(text));

    [Fact]
    public async Task A_job_that_asks_for_nothing_runs_with_the_tools_of_this_machine()
    {
        var resolved = await ResolveAsync(new EnvironmentRequest());

        Assert.IsType<ThisMachine>(resolved.Environment);
        Assert.Empty(resolved.Problems);
        var start = resolved.Environment.Start(Place);
        Assert.Empty(start.Wrapper);
        Assert.StartsWith("/jobs/sweep/build/bin:", start.Variables["PATH"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_means_nothing_here_is_said_in_one_notice()
    {
        var resolved = await ResolveAsync(
            new EnvironmentRequest { Name = "azureml:AzureML-sklearn-1.0@latest" }
        );

        Assert.IsType<ThisMachine>(resolved.Environment);
        var notice = Assert.Single(resolved.Problems);
        Assert.Equal(Severity.Notice, notice.Severity);
        Assert.Contains("azureml:AzureML-sklearn-1.0@latest", notice.Message, StringComparison.Ordinal);
        Assert.Contains("settings.json", notice.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureML-sklearn-1.0")]
    [InlineData("azureml-SKLEARN-1.0")]
    [InlineData("azureml:AzureML-sklearn-1.0:5")]
    [InlineData("AzureML-sklearn-1.0:5")]
    [InlineData("*")]
    public async Task Settings_map_a_name_to_a_virtual_environment_beside_them(string key)
    {
        _folder.Write("venv/bin/python", "");
        Settings($$"""{ "environments": { {{'"' + key + '"'}}: { "venv": "../venv" }, } } // a comment""");

        var resolved = await ResolveAsync(new EnvironmentRequest { Name = "azureml:AzureML-sklearn-1.0:5" });

        Assert.Equal(new VirtualEnvironment(_folder.At("venv")), resolved.Environment);
        Assert.Empty(resolved.Problems);
        var variables = resolved.Environment.Start(Place).Variables;
        Assert.Equal(_folder.At("venv"), variables["VIRTUAL_ENV"]);
        Assert.StartsWith(
            "/jobs/sweep/build/bin:" + _folder.At("venv/bin:"),
            variables["PATH"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_name_with_its_version_wins_over_the_name_alone()
    {
        Settings("""{ "environments": { "e": { "image": "any" }, "e:2": { "machine": true } } }""");

        var resolved = await ResolveAsync(new EnvironmentRequest { Name = "azureml:e:2" });

        Assert.IsType<ThisMachine>(resolved.Environment);
        Assert.Empty(resolved.Problems);
    }

    [Fact]
    public async Task A_missing_virtual_environment_is_an_error()
    {
        var resolved = await ResolveAsync(new EnvironmentRequest { Venv = _folder.At("nowhere") });

        Assert.Equal(Severity.Error, Assert.Single(resolved.Problems).Severity);
    }

    [Fact]
    public async Task A_conda_environment_is_found_by_name_below_its_installation_and_runs_its_activation_scripts()
    {
        var conda = _folder.WriteProgram("conda/bin/conda", "#!/bin/sh\n");
        _folder.Write("conda/envs/torch/conda-meta/history", "");
        _folder.Write(
            "conda/envs/torch/etc/conda/activate.d/extra.sh",
            "export EXTRA=\"from $CONDA_DEFAULT_ENV\"\n"
        );

        var resolved = await ResolveAsync(
            new EnvironmentRequest { Conda = "torch" },
            Path.GetDirectoryName(conda)
        );

        var start = Assert.IsType<CondaEnvironment>(resolved.Environment).Start(Place);
        var run = await Subprocess.RunAsync(
            start.Wrapper[0],
            [.. start.Wrapper.Skip(1), "bash", "-c", "echo \"$EXTRA $0 ${PATH#*:}\"", "a b"],
            null,
            variables =>
            {
                foreach (var (name, value) in start.Variables)
                    variables[name] = value;
            },
            Token
        );
        Assert.StartsWith(
            $"from torch a b {_folder.At("conda/envs/torch/bin")}:",
            Assert.Single(run.Output),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_container_gets_folders_names_and_devices_as_arguments_and_no_values()
    {
        // An engine that answers and then does what the real one does as far as a trial can see: run the words behind the image.
        _folder.WriteProgram(
            "bin/docker",
            """
            #!/bin/sh
            if [ "$1" = version ]; then echo 27.0; exit 0; fi
            printf '%s\n' "$@" > "$RECORD"
            while [ "$1" != my/image:1 ]; do shift; done
            shift
            exec "$@"
            """
        );

        var resolved = await ResolveAsync(new EnvironmentRequest { Image = "my/image:1" }, _folder.At("bin"));

        var start = Assert.IsType<ContainerEnvironment>(resolved.Environment).Start(Place);
        var record = _folder.At("record");
        var run = await Subprocess.RunAsync(
            start.Wrapper[0],
            [.. start.Wrapper.Skip(1), "bash", "-c", "echo \"$AZUREML_SWEEP_lr\" \"${PATH%%:*}\""],
            null,
            variables => (variables["RECORD"], variables["AZUREML_SWEEP_lr"]) = (record, "'; rm -rf $(x)"),
            Token
        );
        Assert.Equal(["'; rm -rf $(x) /jobs/sweep/build/bin"], run.Output);
        var arguments = await File.ReadAllLinesAsync(record, Token);
        Assert.DoesNotContain(arguments, a => a.Contains("rm -rf", StringComparison.Ordinal));
        Assert.Equal(["/data:/data", "/jobs/sweep:/jobs/sweep"], After(arguments, "--volume"));
        // It has two GPUs and no others: the machine's indexes would mean others there, or none.
        Assert.Equal(["AZUREML_SWEEP_lr"], After(arguments, "--env"));
        Assert.Equal(["host"], After(arguments, "--network"));
        Assert.Equal(["/jobs/sweep/trials/3"], After(arguments, "--workdir"));
        Assert.Equal(["\"device=0,1\""], After(arguments, "--gpus"));
        Assert.Equal(
            [_folder.At("bin/docker"), "rm", "--force", After(arguments, "--name").Single()],
            start.Removal
        );
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_leaves_this_machine_and_a_notice()
    {
        _folder.WriteProgram(
            "bin/docker",
            "#!/bin/sh\necho 'Cannot connect to the Docker daemon' >&2; exit 1\n"
        );

        var resolved = await ResolveAsync(new EnvironmentRequest { Image = "my/image:1" }, _folder.At("bin"));

        Assert.IsType<ThisMachine>(resolved.Environment);
        Assert.Equal(Severity.Notice, Assert.Single(resolved.Problems).Severity);
    }

    [Fact]
    public async Task Podman_is_taken_when_docker_does_not_answer()
    {
        _folder.WriteProgram("bin/docker", "#!/bin/sh\nexit 1\n");
        _folder.WriteProgram("bin/podman", "#!/bin/sh\necho 5.0\n");

        var resolved = await ResolveAsync(new EnvironmentRequest { Image = "i" }, _folder.At("bin"));

        var start = Assert.IsType<ContainerEnvironment>(resolved.Environment).Start(Place);
        Assert.Equal(["nvidia.com/gpu=0", "nvidia.com/gpu=1"], After([.. start.Wrapper], "--device"));
        Assert.Equal(["keep-id"], After([.. start.Wrapper], "--userns"));
    }

    [Fact]
    public async Task An_environment_that_would_have_to_be_built_is_said_in_one_notice()
    {
        var spec = new EnvironmentSpec
        {
            Name = "mine",
            Image = "base",
            CondaFile = new CondaFile { Path = "conda.yml" },
        };

        var resolved = await ResolveAsync(EnvironmentRequest.From(spec));

        Assert.IsType<ThisMachine>(resolved.Environment);
        Assert.Contains("conda.yml", Assert.Single(resolved.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapped_name_wins_over_the_image_that_the_job_describes()
    {
        Settings("""{ "environments": { "mine": { "machine": true } } }""");

        var resolved = await ResolveAsync(
            EnvironmentRequest.From(new EnvironmentSpec { Name = "mine", Image = "base" })
        );

        Assert.IsType<ThisMachine>(resolved.Environment);
        Assert.Empty(resolved.Problems);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<string> After(IReadOnlyList<string> arguments, string option) =>
        arguments.Zip(arguments.Skip(1)).Where(pair => pair.First == option).Select(pair => pair.Second);

    private void Settings(string json) => _folder.Write(".attune/settings.json", json);

    private async Task<ResolvedEnvironment> ResolveAsync(
        EnvironmentRequest request,
        string? searchPath = null
    )
    {
        var home = Home.Create(_folder.At(".attune"));
        var mappings = new EnvironmentMappings(home.ReadSettings(out var problems), home.Settings);
        Assert.Empty(problems);
        return await new EnvironmentResolver(mappings, searchPath ?? "/nonexistent").ResolveAsync(
            request,
            Token
        );
    }
}
