namespace DiffusionCourse.Display;

/// <summary>
/// Makes a browser draw bars and sliders in the theme of the notebook: editors switch themes, and tell nobody but by an attribute.
/// </summary>
internal static class ColorScheme
{
    /// <summary>The style rules for an element; elsewhere it takes the scheme of its page.</summary>
    /// <param name="id">Its id.</param>
    public static string Style(string id) => $$"""
        [data-vscode-theme-kind$="dark"] #{{id}},[data-vscode-theme-kind="vscode-high-contrast"] #{{id}},
        [data-jp-theme-light="false"] #{{id}}{color-scheme:dark}
        [data-vscode-theme-kind$="light"] #{{id}},[data-jp-theme-light="true"] #{{id}}{color-scheme:light}
        """;
}
