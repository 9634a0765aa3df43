namespace DiffusionCourse.Notebooks.Display;

/// <summary>Shows values where they are made: <c>x.Display()</c>.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value at once, before the cell ends.</summary>
    /// <returns>A handle whose <see cref="DisplayHandle.Update"/> replaces what is shown.</returns>
    public static DisplayHandle Display(this object? value) => CellFunctions.Show(value, null);

    /// <summary>Shows a value as the given MIME type; a string is taken as the content itself.</summary>
    public static DisplayHandle Display(this object? value, string mimeType) => CellFunctions.Show(value, mimeType);
}
