using System.Diagnostics;

namespace DiffusionCourse.Tests;

/// <summary>Packages of npm in a folder that is deleted with them; the obstacle where npm is not to be had.</summary>
internal sealed class NpmPackages : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public NpmPackages(params string[] packages)
    {
        try
        {
            var (code, output) = Run("npm", ["install", "--no-audit", "--no-fund", "--silent", .. packages]);
            Obstacle = code == 0 ? null : $"npm install {string.Join(' ', packages)}: {output}";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Obstacle = $"npm is missing: {error.Message}";
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("course-npm-").FullName;

    public string? Obstacle { get; }

    /// <summary>Runs a program in the folder of the packages.</summary>
    public (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} took longer than {Patience}");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
