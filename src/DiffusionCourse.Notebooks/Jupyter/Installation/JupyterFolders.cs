namespace DiffusionCourse.Notebooks.Jupyter.Installation;

/// <summary>Where Jupyter keeps its data on each system, as its own tools look for it.</summary>
internal static class JupyterFolders
{
    /// <summary>The data folder of the user.</summary>
    public static string User
    {
        get
        {
            if (Variable("JUPYTER_DATA_DIR") is { } stated)
            {
                return Path.GetFullPath(stated);
            }

            if (OperatingSystem.IsWindows())
            {
                return Path.Combine(Variable("APPDATA") ?? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
            }

            var home = Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return OperatingSystem.IsMacOS()
                ? Path.Combine(home, "Library", "Jupyter")
                : Path.Combine(Variable("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "jupyter");
        }
    }

    /// <summary>The data folder of the active Python environment; null where none is active.</summary>
    public static string? ActiveEnvironment
        => (Variable("VIRTUAL_ENV") ?? Variable("CONDA_PREFIX")) is { } prefix ? OfPrefix(prefix) : null;

    /// <summary>All data folders, in the order in which Jupyter looks.</summary>
    public static IReadOnlyList<string> All()
    {
        var stated = (Variable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] system = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter")]
            : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
        string?[] folders = [.. stated, User, ActiveEnvironment, .. system];
        return [.. folders.OfType<string>().Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The data folder below a prefix such as <c>/usr/local</c>.</summary>
    public static string OfPrefix(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
