namespace DiffusionCourse.Notebooks.Display;

/// <summary>An output that can be changed after it was shown.</summary>
public sealed class DisplayHandle
{
    private readonly ICellOutput _output;
    private readonly string? _mimeType;
    private readonly string _id;

    internal DisplayHandle(ICellOutput output, object? value, string? mimeType, bool isResult)
    {
        _output = output;
        _mimeType = mimeType;
        _id = output.Add(ValueFormatter.Format(value, mimeType), isResult);
    }

    /// <summary>Replaces what is shown by another value, in the same place.</summary>
    public void Update(object? value) => _output.Replace(_id, ValueFormatter.Format(value, _mimeType));
}
