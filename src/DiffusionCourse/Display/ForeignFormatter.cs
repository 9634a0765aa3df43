namespace DiffusionCourse.Display;

#pragma warning disable CA1822 // The convention demands instance members.
/// <summary>
/// Shows values of a type from elsewhere as HTML; the members are found by name (see <see cref="TypeFormatterSourceAttribute"/>).
/// </summary>
internal sealed class ForeignFormatter<T>(Func<T, string> toHtml)
{
    public string MimeType { get; } = MimeTypes.Html;

    public Type Type { get; } = typeof(T);

    public bool Format(object value, TextWriter writer)
    {
        if (value is not T known)
        {
            return false;
        }

        writer.Write(toHtml(known));
        return true;
    }
}
#pragma warning restore CA1822
