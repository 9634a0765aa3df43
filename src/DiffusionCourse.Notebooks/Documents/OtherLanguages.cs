namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Languages that this project's hosts do not run.</summary>
internal static class OtherLanguages
{
    public static string Message(string language) => $"This cell is in {language}; this host runs {KernelNames.CSharp} only.";
}
