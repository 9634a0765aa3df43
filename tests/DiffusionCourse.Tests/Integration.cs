namespace DiffusionCourse.Tests;

/// <summary>
/// Tests that need something from outside (npm, a browser). Where it is missing they say so and pass, unless the variable
/// DIFFUSION_COURSE_REQUIRE_INTEGRATION is 1: then they fail.
/// </summary>
internal static class Integration
{
    private const string Switch = "DIFFUSION_COURSE_REQUIRE_INTEGRATION";

    public static bool Required => Environment.GetEnvironmentVariable(Switch) == "1";
}
