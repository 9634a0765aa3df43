using System.Diagnostics;

namespace DiffusionCourse.Cli;

/// <summary>This very command, started once more.</summary>
internal static class OwnProcess
{
    /// <summary>Runs it to its end; what it prints is not shown.</summary>
    /// <param name="arguments">What would be typed after course.</param>
    /// <exception cref="InvalidOperationException">It failed; the message is its own.</exception>
    public static void Run(IReadOnlyList<string> arguments)
    {
        var program = Environment.ProcessPath
            ?? throw new InvalidOperationException("The system does not say which file this process runs.");
        // Under dotnet course.dll the process is dotnet.
        string[] host = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? [Path.Combine(AppContext.BaseDirectory, "course.dll")]
            : [];
        using var process = Process
            .Start(new ProcessStartInfo(program, [.. host, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != ExitCode.Success)
        {
            throw new InvalidOperationException($"course {arguments[0]} ended with {process.ExitCode}: {errors.Result.Trim()}");
        }
    }
}
