namespace DiffusionCourse.Files;

/// <summary>The size of what a path leads to: pulled models are links, whose own size says nothing.</summary>
internal static class FileSize
{
    /// <summary>Null where there is no file, or a link to none.</summary>
    public static long? Of(string path)
    {
        var file = new FileInfo(path);
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        return target is { Exists: true } ? target.Length : null;
    }
}
