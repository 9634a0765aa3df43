using System.CommandLine;
using DiffusionCourse.Cli.Diagnosis;
using Spectre.Console;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course doctor</c>: what was found on this machine, and what to do about what was not.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Say what was found on this machine, and what to do about what was not.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        var healthy = true;
        var table = new Table().AddColumns("", "what", "found", "what to do").Border(TableBorder.Minimal);
        foreach (var finding in await Examination.RunAsync(cancellation))
        {
            healthy &= finding.State != FindingState.Missing;
            table.AddRow(
                Mark(finding.State), Markup.Escape(finding.What), Markup.Escape(finding.Found),
                Markup.Escape(CalledAs.In(finding.Remedy ?? "")));
        }

        AnsiConsole.Write(table);
        return healthy ? ExitCode.Success : ExitCode.Failed;
    }

    private static string Mark(FindingState state) => state switch
    {
        FindingState.Present => "[green]ok[/]",
        FindingState.Optional => "[yellow]--[/]",
        _ => "[red]missing[/]",
    };
}
