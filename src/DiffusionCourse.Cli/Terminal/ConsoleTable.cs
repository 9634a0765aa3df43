using DiffusionCourse.Display;
using Spectre.Console;
using TableColumn = Spectre.Console.TableColumn;

namespace DiffusionCourse.Cli;

/// <summary>Shows the library's tables on a terminal.</summary>
internal static class ConsoleTable
{
    public static void Show(HtmlTable table)
    {
        // As text, a table is its caption, the headers, and the rows with tabs between cells.
        var lines = table.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var shown = new Table().Border(TableBorder.Minimal).Title(Markup.Escape(lines[0]));
        foreach (var (index, header) in lines[1].Split('\t').Index())
        {
            var column = new TableColumn(Markup.Escape(header));
            shown.AddColumn(index == 0 ? column.NoWrap() : column.RightAligned());
        }

        foreach (var line in lines.Skip(2))
        {
            shown.AddRow([.. line.Split('\t').Select(Markup.Escape)]);
        }

        AnsiConsole.Write(shown);
    }
}
