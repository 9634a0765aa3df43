using System.Diagnostics;

namespace DiffusionCourse.Cli.Editors;

/// <summary>An editor that takes VS Code's extensions, by its command.</summary>
/// <param name="Name">The command, such as <c>code</c>.</param>
/// <param name="Path">Its file.</param>
internal sealed record EditorProgram(string Name, string Path)
{
    private static readonly string[] Names = ["code", "codium", "code-server", "code-insiders"];

    /// <summary>The commands that are looked for, in order.</summary>
    public static string Known => string.Join(", ", Names);

    /// <summary>Those that are in the path.</summary>
    public static IReadOnlyList<EditorProgram> Find()
    {
        var found = from name in Names
                    let file = ProgramPath.Find(name, ".cmd", ".exe")
                    where file is not null
                    select new EditorProgram(name, file);
        return [.. found];
    }

    /// <summary>Installs a package, in place of another version of it.</summary>
    /// <exception cref="IOException">The editor refused it; the message is the editor's.</exception>
    public async Task InstallAsync(string package, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Path, ["--install-extension", package, "--force"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            throw new IOException($"{Name} did not install the extension: {(output + await errors).Trim()}");
        }
    }
}
