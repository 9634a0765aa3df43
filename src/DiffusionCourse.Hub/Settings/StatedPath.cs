using System.Text.RegularExpressions;

namespace DiffusionCourse.Models.Hub;

/// <summary>A path in an environment variable, read as Python's os.path.expanduser and os.path.expandvars read it.</summary>
internal static partial class StatedPath
{
    /// <summary>The user's own folder, ~.</summary>
    public static string UserFolder
        => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary>The path with ~ and variables filled in; names of no variable stay as they are. Null where none is stated.</summary>
    /// <param name="value">The path as it is stated.</param>
    /// <param name="variable">What a variable holds; null for one that is not set.</param>
    public static string? Expand(string? value, Func<string, string?> variable)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        var path = value == "~" || (value.StartsWith('~') && IsSeparator(value[1])) ? Path.Join(UserFolder, value[1..]) : value;
        var names = OperatingSystem.IsWindows() ? NamesOnWindows() : Names();
        return names.Replace(path, name => variable(name.Groups["name"].Value) ?? name.Value);
    }

    private static bool IsSeparator(char letter) => letter == Path.DirectorySeparatorChar || letter == Path.AltDirectorySeparatorChar;

    [GeneratedRegex(@"\$(?<name>[A-Za-z0-9_]+)|\$\{(?<name>[^}]+)\}")]
    private static partial Regex Names();

    [GeneratedRegex(@"\$(?<name>[A-Za-z0-9_]+)|\$\{(?<name>[^}]+)\}|%(?<name>[^%]+)%")]
    private static partial Regex NamesOnWindows();
}
