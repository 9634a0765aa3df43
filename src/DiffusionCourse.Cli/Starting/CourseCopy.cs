using System.Text;
using DiffusionCourse.Files;

namespace DiffusionCourse.Cli.Starting;

/// <summary>
/// Lays the course out in a student's folder as a clone has it after a build: notebooks/, models/, and artifacts/course with the
/// library. Notebooks that the student changed are kept. artifacts/course/program.txt names the program, for editors that run notebooks
/// with it.
/// </summary>
/// <param name="source">The folder that the tool was installed in.</param>
internal sealed class CourseCopy(string source)
{
    private const string Program = "course", SetUp = "setup.dib", StartedBy = "program.txt";
    private const string Companion = "DiffusionCourse.Interactive.dll", FSharp = "FSharp.Core.dll";

    /// <summary>Whether the tool carries the course: one built in a clone does not, and the clone does.</summary>
    public bool IsThere => File.Exists(Path.Combine(source, SetUp)) && Directory.Exists(Path.Combine(source, "notebooks"));

    /// <param name="folder">The student's folder; it is made where it is not there.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <returns>How many notebooks were written, and those that differ from the course's and were kept.</returns>
    public StartedCourse CopyTo(string folder, CancellationToken cancellation)
    {
        var library = Path.Combine(folder, "artifacts", "course");
        var files = LibraryFiles.Find(source, Program);
        foreach (var file in files.Append(Path.Combine(source, Companion)))
        {
            cancellation.ThrowIfCancellationRequested();
            var name = Path.GetFileName(file);
            // Alone in a folder of its own: a notebook host brings another.
            Replace(file, name == FSharp ? Path.Combine(library, "fsharp", name) : Path.Combine(library, name));
            if (Path.ChangeExtension(file, ".xml") is var documentation && File.Exists(documentation))
            {
                Replace(documentation, Path.Combine(library, Path.GetFileName(documentation)));
            }
        }

        foreach (var file in Below("models"))
        {
            cancellation.ThrowIfCancellationRequested();
            Replace(file, Path.Combine(folder, Path.GetRelativePath(source, file)));
        }

        var (written, kept) = CopyNotebooks(folder, cancellation);

        AtomicFile.Write(Path.Combine(library, StartedBy), Encoding.UTF8.GetBytes(Path.Combine(source, $"{Program}.dll")));

        // Last, so that no notebook finds half a library.
        var text = File.ReadAllText(Path.Combine(source, SetUp)).Replace("{course}", library.Replace('\\', '/'), StringComparison.Ordinal);
        AtomicFile.Write(Path.Combine(library, SetUp), Encoding.UTF8.GetBytes(text));
        return new(folder, written, kept);
    }

    private (int Written, IReadOnlyList<string> Kept) CopyNotebooks(string folder, CancellationToken cancellation)
    {
        var written = 0;
        var kept = new List<string>();
        foreach (var file in Below("notebooks"))
        {
            cancellation.ThrowIfCancellationRequested();
            var target = Path.Combine(folder, Path.GetRelativePath(source, file));
            if (!File.Exists(target))
            {
                Replace(file, target);
                written++;
            }
            else if (!File.ReadAllBytes(target).AsSpan().SequenceEqual(File.ReadAllBytes(file)))
            {
                kept.Add(target);
            }
        }

        return (written, kept);
    }

    private IEnumerable<string> Below(string name) =>
        Directory.EnumerateFiles(Path.Combine(source, name), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static void Replace(string file, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        AtomicFile.Write(target, File.ReadAllBytes(file));
    }
}
