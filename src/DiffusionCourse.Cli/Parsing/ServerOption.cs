using System.CommandLine;

namespace DiffusionCourse.Cli;

/// <summary><c>--server</c>: where the networks run in place of this machine.</summary>
internal static class ServerOption
{
    public static Option<string?> Create() => new("--server")
    {
        Description = "Run the networks on this server of the Open Inference Protocol, such as https://school.example/v2 or "
            + "grpc://school.example:8001; several with commas between them. Default: what DIFFUSION_COURSE_SERVER says; local for this "
            + "machine.",
    };
}
