using System.CommandLine;
using DiffusionCourse.Cli.Starting;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course start</c>: the course in a folder of the student's own, without a clone or a build.</summary>
internal static class StartCommand
{
    private static readonly Argument<string> Folder = new("DIR")
    {
        Description = "Where the course goes. Default: diffusion-course below the current folder.",
        DefaultValueFactory = _ => "diffusion-course",
    };

    public static Command Create()
    {
        var command = new Command(
            "start",
            "Lay the course out in a folder of your own: notebooks, library and model, ready to open. Notebooks that you changed are "
                + "kept; call it again after an update.")
        {
            Folder,
        };
        command.SetAction((arguments, cancellation) => Task.Run(() => Run(arguments.GetValue(Folder)!, cancellation), cancellation));
        return command;
    }

    private static int Run(string path, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new ArgumentException("DIR names no folder. Give a path such as diffusion-course.");
        }

        var folder = Path.GetFullPath(path);
        if (File.Exists(folder))
        {
            throw new ArgumentException($"DIR '{path}' is a file. Name a folder, which is made where it is not there.");
        }

        var copy = new CourseCopy(AppContext.BaseDirectory);
        if (!copy.IsThere)
        {
            throw new NotSupportedException(
                $"This command was built from a clone, which has the notebooks already: open "
                    + $"{Path.Combine(CourseRoot.Find(), "notebooks")}. 'course start' is for the installed tool.");
        }

        var started = copy.CopyTo(folder, cancellation);
        foreach (var file in started.Kept)
        {
            Console.WriteLine($"kept, because it differs from the course's: {file}");
        }

        Console.WriteLine(Invariant($"{started.Folder}: {started.Written} files written, {started.Kept.Count} kept"));
        Console.WriteLine(
            $"Open {Path.Combine(path, "notebooks", "01-setup.dib")} in VS Code ('course vscode install' adds the course's extension), or "
                + $"read the course as pages: course run {Path.Combine(path, "notebooks")} --output {
                    Path.Combine(path, "artifacts", "site")}");
        return ExitCode.Success;
    }
}
