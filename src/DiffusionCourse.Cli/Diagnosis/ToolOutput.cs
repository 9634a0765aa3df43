using System.ComponentModel;
using System.Diagnostics;

namespace DiffusionCourse.Cli.Diagnosis;

/// <summary>Runs a program and reads what it says first.</summary>
internal static class ToolOutput
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The first line of standard output, or null where the program is missing, fails or does not end.</summary>
    public static async Task<string?> FirstLineAsync(string program, string[] arguments, CancellationToken cancellation)
        => await LinesAsync(program, arguments, cancellation) is [var first, ..] ? first : null;

    /// <summary>The lines of standard output that hold text, or null where the program is missing, fails or does not end.</summary>
    public static async Task<IReadOnlyList<string>?> LinesAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            using var process = Process
                .Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null)
            {
                return null;
            }

            using var stop = limit.Token.Register(() => Stop(process));
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var text = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            await errors;
            return process.ExitCode == 0 ? text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static void Stop(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
