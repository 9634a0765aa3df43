using Microsoft.DotNet.Interactive.Commands;

namespace DiffusionCourse.Interactive;

/// <summary>What a line <c>#!diffusion</c> asks for, as its text says it; the host fills it in by name.</summary>
internal sealed class DrawPicture : KernelDirectiveCommand
{
    public string? Prompt { get; set; }

    public string? Steps { get; set; }

    public string? Guidance { get; set; }

    public string? Scheduler { get; set; }

    public string? Negative { get; set; }

    public string? Seed { get; set; }

    public string? Name { get; set; }

    public bool Help { get; set; }
}
