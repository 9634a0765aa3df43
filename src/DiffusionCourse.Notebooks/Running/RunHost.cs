using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>The program that runs the cells.</summary>
public enum RunHost
{
    /// <summary>A worker of this program: see <see cref="CellSession"/>.</summary>
    Course,

    /// <summary>The tool dotnet-interactive, as the tool manifest above the notebook names it.</summary>
    DotNetInteractive,
}
