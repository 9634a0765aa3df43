using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DiffusionCourse.Display;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>Remembers what was fastest, for a machine, a runtime version and a model file.</summary>
internal static class ChoiceMemory
{
    /// <summary>What was measured, or null where it was not, or is no value of the enumeration.</summary>
    /// <param name="question">What was chosen.</param>
    /// <param name="path">The model's graph.</param>
    public static T? Recall<T>(string question, string path) where T : struct, Enum
    {
        try
        {
            string file = FileFor(question, path);
            return File.Exists(file) && Enum.TryParse<T>(File.ReadAllText(file), out var choice) && Enum.IsDefined(choice) ? choice : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static void Remember<T>(string question, string path, T choice) where T : struct, Enum
    {
        try
        {
            string file = FileFor(question, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(choice.ToString()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A home that cannot be written costs half a second a run, and nothing else.
        }
    }

    private static string FileFor(string question, string path)
    {
        var file = new FileInfo(path);
        string key = string.Join('|', question, Environment.MachineName, ProcessorIdentity.Text, Environment.ProcessorCount, OrtEnv.Instance().GetVersionString(),
            file.FullName, file.Length.ToString(CultureInfo.InvariantCulture), file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture));
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24];
        return Path.Combine(CourseCache.Folder, "choices", name);
    }
}
