using System.Collections;

namespace Attune.Workspace.Executors.Local;

/// <summary>Which of the host's variables a trial gets: what programs need to work, and none of the host's secrets.</summary>
internal static class PassedVariables
{
    private static readonly string[] Names =
    [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TERM",
        "TMPDIR",
        "VIRTUAL_ENV",
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        "LIBRARY_PATH",
        "CPATH",
        "JAVA_HOME",
        "GOPATH",
        "GOROOT",
        "R_HOME",
        "R_LIBS",
        "R_LIBS_USER",
        "JULIA_DEPOT_PATH",
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_RUNTIME_DIR",
        "DOCKER_HOST",
        "MODULEPATH",
        "HF_HOME",
        "TORCH_HOME",
        "TRANSFORMERS_CACHE",
    ];

    private static readonly string[] Prefixes =
    [
        "LC_",
        "CONDA_",
        "MAMBA_",
        "PYTHON",
        "PYENV_",
        "DOTNET_",
        "NUGET_",
        "CUDA",
        "NVIDIA_",
        "NCCL_",
        "ROCM_",
        "HIP_",
        "OMP_",
        "MKL_",
        "OPENBLAS_",
        "NUMEXPR_",
        "KMP_",
        "GOMP_",
        "RUSTUP_",
        "CARGO_HOME",
        "npm_config_",
    ];

    /// <summary>The host's variables that pass, by name.</summary>
    /// <param name="further">Names that the user's settings add.</param>
    public static Dictionary<string, string> FromHost(IReadOnlyCollection<string> further)
    {
        var passed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (
                Names.Contains(name, StringComparer.Ordinal)
                || further.Contains(name)
                || Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            )
            {
                passed[name] = (string)variable.Value!;
            }
        }
        return passed;
    }
}
