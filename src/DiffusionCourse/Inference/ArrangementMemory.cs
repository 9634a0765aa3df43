using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DiffusionCourse.Display;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>Remembers which arrangement was fastest, for a machine, a runtime version and a model file.</summary>
internal static class ArrangementMemory
{
    public static GuidanceArrangement? Recall(string path)
    {
        try
        {
            return Enum.TryParse<GuidanceArrangement>(File.ReadAllText(FileFor(path)), out var arrangement)
                && Enum.IsDefined(arrangement) && arrangement != GuidanceArrangement.Auto ? arrangement : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static void Remember(string path, GuidanceArrangement arrangement)
    {
        try
        {
            string file = FileFor(path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(arrangement.ToString()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A home that cannot be written costs half a second a run, and nothing else.
        }
    }

    private static string FileFor(string path)
    {
        var file = new FileInfo(path);
        string key = string.Join('|', Environment.MachineName, Environment.ProcessorCount, OrtEnv.Instance().GetVersionString(),
            file.FullName, file.Length.ToString(CultureInfo.InvariantCulture), file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture));
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24];
        return Path.Combine(CourseCache.Folder, "arrangements", name);
    }
}
