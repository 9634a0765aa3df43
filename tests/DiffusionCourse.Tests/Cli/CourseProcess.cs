using System.Diagnostics;

namespace DiffusionCourse.Tests.Cli;

/// <summary>The command as a process that a test can end as a user, or a power cut, would.</summary>
internal sealed class CourseProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private CourseProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The program, for whoever starts it otherwise.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "course.dll");

    public static CourseProcess Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = CourseCommand.RepositoryRoot,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new CourseProcess(Process.Start(start)!);
    }

    /// <summary>SIGKILL: nothing of the process runs after it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<CourseCommand> EndAsync(CancellationToken cancellation = default)
    {
        await _process.WaitForExitAsync(cancellation);
        return new(_process.ExitCode, await _output, await _errors);
    }

    public void Dispose() => _process.Dispose();
}
