using System.Text;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Console text as a terminal would show it in the end.</summary>
internal static partial class TerminalText
{
    /// <summary>Carriage returns go back to the start of the line, so that a progress line shows its last state; colour codes go.</summary>
    public static string Settle(string text)
    {
        text = EscapeSequence().Replace(text, "").Replace("\r\n", "\n", StringComparison.Ordinal);
        if (!text.Contains('\r') && !text.Contains('\b'))
        {
            return text;
        }

        return string.Join('\n', text.Split('\n').Select(SettleLine));
    }

    private static string SettleLine(string line)
    {
        var shown = new StringBuilder();
        var column = 0;
        foreach (var character in line)
        {
            switch (character)
            {
                case '\r':
                    column = 0;
                    break;
                case '\b':
                    column = Math.Max(0, column - 1);
                    break;
                default:
                    if (column < shown.Length)
                    {
                        shown[column] = character;
                    }
                    else
                    {
                        shown.Append(character);
                    }

                    column++;
                    break;
            }
        }

        return shown.ToString();
    }

    [GeneratedRegex(@"\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])")]
    private static partial Regex EscapeSequence();
}
