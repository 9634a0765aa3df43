using System.Text.RegularExpressions;

namespace DiffusionCourse.Tests.Architecture;

/// <summary>
/// The folder below src/ in which each type is written: <c>Sampling/Noise</c>. A namespace does not tell, since what notebooks
/// have open spans projects; a file's name does, as it holds the one type that it is named after.
/// </summary>
internal sealed partial class SourceRooms
{
    private readonly Dictionary<string, string> _rooms = [];

    public SourceRooms(string sources)
    {
        foreach (var file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            if (Namespace().Match(File.ReadAllText(file)) is { Success: true } stated)
            {
                var folder = Path.GetRelativePath(sources, Path.GetDirectoryName(file)!).Replace('\\', '/');
                _rooms[$"{stated.Groups["name"].Value}.{Path.GetFileName(file).Split('.')[0]}"] = Shortened(folder);
            }
        }
    }

    /// <summary>The folder of a type by its full name; null for what the compiler made or others wrote.</summary>
    /// <remarks>Of type parameters nothing is told: ArchUnitNET takes those of one name for the same.</remarks>
    public string? Of(string fullName) => fullName.Contains("+<", StringComparison.Ordinal) ? null : _rooms.GetValueOrDefault(fullName.Split('+', '`', '<')[0]);

    // DiffusionCourse.Sampling/Noise is Sampling/Noise; of DiffusionCourse itself, Course/Display.
    private static string Shortened(string folder)
        => folder.StartsWith("DiffusionCourse.", StringComparison.Ordinal) ? folder["DiffusionCourse.".Length..] : "Course" + folder["DiffusionCourse".Length..];

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
