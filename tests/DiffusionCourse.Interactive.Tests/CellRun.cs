using Microsoft.DotNet.Interactive.Events;

namespace DiffusionCourse.Interactive.Tests;

/// <summary>What a command led to in the kernel.</summary>
public sealed class CellRun(IReadOnlyList<KernelEvent> events)
{
    public IReadOnlyList<KernelEvent> Events { get; } = events;

    /// <summary>The message of the failure; null where it passed.</summary>
    public string? Error => Events.OfType<CommandFailed>().LastOrDefault()?.Message;

    /// <summary>Every new output of a MIME type.</summary>
    public IReadOnlyList<string> Shown(string mimeType = "text/html") =>
        [.. Events.OfType<DisplayEvent>().Where(output => output is not DisplayedValueUpdated)
            .SelectMany(output => output.FormattedValues).Where(value => value.MimeType == mimeType).Select(value => value.Value)];

    public CellRun Passed()
    {
        Assert.True(Error is null, Error);
        return this;
    }
}
