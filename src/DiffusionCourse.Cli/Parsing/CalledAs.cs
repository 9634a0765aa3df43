using System.Text.RegularExpressions;

namespace DiffusionCourse.Cli;

/// <summary>
/// The command as its reader called it, for messages that say what to type next: a name that is not on the PATH helps nobody.
/// </summary>
internal static partial class CalledAs
{
    private const string Usual = "course", FromSource = "dotnet run --project src/DiffusionCourse.Cli --";

    /// <summary>What to type in place of "course".</summary>
    public static string Name { get; } = Of(Arguments("self"), Arguments(Parent()));

    /// <summary>A message with the commands in it as the reader has to type them.</summary>
    public static string In(string message) => Name == Usual ? message : Command().Replace(message, Name);

    /// <param name="own">This process's command line as it was typed; empty where the system does not tell.</param>
    /// <param name="parent">That of the process that started it.</param>
    internal static string Of(IReadOnlyList<string> own, IReadOnlyList<string> parent)
    {
        if (parent.Count > 1 && IsDotnet(parent[0]) && parent.Contains("run"))
        {
            var end = parent.ToList().IndexOf("--");
            return end > 0 ? string.Join(' ', (string[])["dotnet", .. parent.Skip(1).Take(end)]) : FromSource;
        }

        // The runtime that runs a library, a test's say, is nobody's way to call.
        return own.Count == 0 || IsDotnet(own[0]) ? Usual : own[0];
    }

    private static bool IsDotnet(string program)
        => Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);

    private static string Parent()
    {
        try
        {
            // "pid (name) state parent": the name may hold anything, so count from its end.
            var state = File.ReadAllText("/proc/self/stat");
            return state[(state.LastIndexOf(')') + 2)..].Split(' ')[1];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "0";
        }
    }

    private static string[] Arguments(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [
        GeneratedRegex(
            @"\bcourse(?= (?:start|run|export|compare|jupyter|lint|exercises|generate|schedule|cost|tokenize|models|kernel|bench|doctor"
            + @"|--help)\b)")
    ]
    private static partial Regex Command();
}
