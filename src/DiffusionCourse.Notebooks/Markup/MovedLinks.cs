using DiffusionCourse.Notebooks.Files;

namespace DiffusionCourse.Notebooks.Markup;

/// <summary>
/// Addresses in a text that moves: those of notebooks that are exported with it lead to their exports, those of other files still
/// lead there. Nothing else changes, and the way back gives the same addresses again.
/// </summary>
/// <param name="fromFolder">Where the text comes from.</param>
/// <param name="toFolder">Where it goes.</param>
/// <param name="targets">The files that notebooks become, by the notebooks.</param>
internal sealed class MovedLinks(string fromFolder, string toFolder, IReadOnlyDictionary<string, string> targets)
{
    public string Move(string url)
    {
        var (address, rest) = LocalAddress.Split(url);
        if (
            LocalAddress.PathOf(url, fromFolder) is not { } file
                || (targets.GetValueOrDefault(file) ?? (Path.Exists(file) ? file : null)) is not { } target)
        {
            return url;
        }

        if (fromFolder == toFolder && target == file)
        {
            return url;
        }

        // Where only the extension differs, what the author wrote stays otherwise.
        var isRenamed = Path.GetRelativePath(toFolder, target) == Path.ChangeExtension(
            Path.GetRelativePath(fromFolder, file), Path.GetExtension(target));
        return (
            isRenamed
                ? Path.ChangeExtension(address, Path.GetExtension(target))
                : CourseFolder.LinkTo(target, toFolder, isEscaped: Uri.UnescapeDataString(address) != address)) + rest;
    }
}
