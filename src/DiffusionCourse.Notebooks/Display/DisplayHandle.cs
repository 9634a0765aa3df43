namespace DiffusionCourse.Notebooks.Display;

/// <summary>An output that can be changed after it was shown.</summary>
public sealed class DisplayHandle
{
    private readonly ICellOutput output;
    private readonly string? mimeType;
    private readonly string id;

    internal DisplayHandle(ICellOutput output, object? value, string? mimeType)
    {
        this.output = output;
        this.mimeType = mimeType;
        var content = ValueFormatter.Format(value, mimeType);
        id = output.Add(content.MimeType, content.Text);
    }

    /// <summary>Replaces what is shown by another value, in the same place.</summary>
    public void Update(object? value)
    {
        var content = ValueFormatter.Format(value, mimeType);
        output.Replace(id, content.MimeType, content.Text);
    }
}
