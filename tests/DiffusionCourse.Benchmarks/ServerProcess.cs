using System.Diagnostics;
using DiffusionCourse.ReferenceServer;

namespace DiffusionCourse.Benchmarks;

/// <summary>The reference server in a process of its own, as a server is.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string rest, string grpc) => (_process, Rest, Grpc) = (process, rest, grpc);

    public string Rest { get; }

    public string Grpc { get; }

    public static ServerProcess Start(string model, int threads)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(InferenceServer).Assembly.Location, model, $"{threads}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var (rest, grpc) = (process.StandardOutput.ReadLine(), process.StandardOutput.ReadLine());
        return new(process, rest!, grpc ?? throw new InvalidOperationException("The reference server did not start."));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
