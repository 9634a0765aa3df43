namespace DiffusionCourse.Notebooks.Display;

/// <summary>An output that can be changed after it was shown.</summary>
public sealed class DisplayHandle
{
    private readonly ICellOutput output;
    private readonly string? mimeType;
    private readonly string id;

    internal DisplayHandle(ICellOutput output, object? value, string? mimeType, bool isResult)
    {
        this.output = output;
        this.mimeType = mimeType;
        id = output.Add(ValueFormatter.Format(value, mimeType), isResult);
    }

    /// <summary>Replaces what is shown by another value, in the same place.</summary>
    public void Update(object? value) => output.Replace(id, ValueFormatter.Format(value, mimeType));
}
