using System.Globalization;

namespace DiffusionCourse.Tests.Vscode;

/// <summary>What is measured in VS Code besides what every run of the tests checks.</summary>
internal static class Measurements
{
    /// <summary>1 for all parts, or the numbers of some: <c>00,04</c>.</summary>
    private const string Switch = "DIFFUSION_COURSE_VSCODE_MEASURE";

    /// <summary>How many interrupts there are.</summary>
    private const string InterruptsVariable = "DIFFUSION_COURSE_INTERRUPTS";
    private const int FewInterrupts = 5;

    private static readonly string? Chosen = Environment.GetEnvironmentVariable(Switch) is { Length: > 0 } chosen ? chosen : null;

    public static bool AreOn => Chosen is not null;

    public static int Interrupts => Environment.GetEnvironmentVariable(InterruptsVariable) is { Length: > 0 } count
        ? int.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture)
        : FewInterrupts;

    public static bool Includes(string part) => Chosen == "1" || Chosen?.Split(',').Contains(part[..2]) == true;
}
