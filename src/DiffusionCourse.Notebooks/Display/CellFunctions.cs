namespace DiffusionCourse.Notebooks.Display;

/// <summary>What every cell can call without a using directive.</summary>
public static class CellFunctions
{
    private static ICellOutput? _output;

    /// <summary>Shows a value at once, before the cell ends.</summary>
    /// <returns>A handle whose <see cref="DisplayHandle.Update"/> replaces what is shown.</returns>
#pragma warning disable IDE1006 // The name is the one that notebooks use in other hosts.
    public static DisplayHandle display(object? value) => Show(value, null);

    /// <summary>Shows a value as the given MIME type; a string is taken as the content itself.</summary>
    public static DisplayHandle display(object? value, string mimeType) => Show(value, mimeType);
#pragma warning restore IDE1006

    /// <summary>Turns a string into HTML that shows as HTML.</summary>
    public static HtmlFragment HTML(string content) => new(content);

    internal static void Install(ICellOutput cellOutput) => _output = cellOutput;

    internal static DisplayHandle Show(object? value, string? mimeType, bool isResult = false)
    {
        var target = _output ?? throw new InvalidOperationException("display works only in a notebook's cells.");
        return new DisplayHandle(target, value, mimeType, isResult);
    }
}
