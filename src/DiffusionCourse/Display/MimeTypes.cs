namespace DiffusionCourse.Display;

internal static class MimeTypes
{
    public const string Html = "text/html";

    public const string PlainText = "text/plain";
}
