using System.Diagnostics;
using Xunit.Abstractions;

namespace DiffusionCourse.Interactive.Tests;

/// <summary>Programs run to their end, which must be a good one.</summary>
internal static class Dotnet
{
    /// <summary>The course's command as it was built last.</summary>
    public static string Course => CourseBelow(Path.Combine(CourseFolder.Root, "artifacts"));

    /// <summary>The course's command below a folder of artifacts.</summary>
    public static string CourseBelow(string artifacts) =>
        Directory.GetFiles(Path.Combine(artifacts, "bin", "DiffusionCourse.Cli"), "course.dll", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)!;

    /// <summary>Runs dotnet in the repository.</summary>
    /// <returns>What it printed, errors last.</returns>
    public static Task<string> RunAsync(ITestOutputHelper? output, params string[] arguments) => RunAsync(output, CourseFolder.Root, "dotnet", arguments);

    /// <summary>Runs a program in a folder.</summary>
    /// <param name="output">Where what it printed is shown besides; null for nowhere.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="packages">NuGet's package folder; null for the user's.</param>
    /// <returns>What it printed, errors last.</returns>
    public static async Task<string> RunAsync(ITestOutputHelper? output, string folder, string program, string[] arguments, string? packages = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (packages is not null)
        {
            start.Environment["NUGET_PACKAGES"] = packages;
        }

        // What the build that runs this test told its own tools is no business of these.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        output?.WriteLine(text);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{text}");
        return text;
    }
}
