using System.Runtime.CompilerServices;
using DiffusionCourse.Inference;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests;

/// <summary>Keeps the optimised graphs of the tests' own models out of the user's cache; commands that the tests start inherit it.</summary>
internal static class CourseCacheFolder
{
#pragma warning disable CA2255 // A test assembly is a program: this runs before its first test.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Set()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(CourseCache.FolderVariable)))
        {
            Environment.SetEnvironmentVariable(CourseCache.FolderVariable, Path.Combine(CourseCommand.RepositoryRoot, "artifacts", "test-cache"));
        }
    }
}
