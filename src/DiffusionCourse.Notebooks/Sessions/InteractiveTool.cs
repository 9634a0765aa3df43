using System.Diagnostics;

namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>
/// Where .NET Interactive is: in the tool manifest that the notebook's folder sees; else in that of the course, for notebooks that lie
/// elsewhere; else installed for the user.
/// </summary>
internal static class InteractiveTool
{
    private const string Name = "dotnet-interactive";

    /// <summary>What starts it, to be spoken to over standard input and output.</summary>
    /// <param name="workingDirectory">The folder that paths in cells start from.</param>
    public static ProcessStartInfo Start(string workingDirectory)
    {
        string[] arguments = ["stdio", "--working-dir", workingDirectory];
        return (FolderOfManifest(workingDirectory) ?? FolderOfManifest(AppContext.BaseDirectory)) is not { } folder
            ? new(Name, arguments) { WorkingDirectory = workingDirectory }
            : new(WorkerProcess.DotnetPath(), ["tool", "run", Name, "--", .. arguments]) { WorkingDirectory = folder };
    }

    private static string? FolderOfManifest(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            string[] places =
                [Path.Combine(folder.FullName, ".config", "dotnet-tools.json"), Path.Combine(folder.FullName, "dotnet-tools.json")];
            if (places.Any(place => File.Exists(place) && File.ReadAllText(place).Contains(Name, StringComparison.OrdinalIgnoreCase)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
