using Spectre.Console;

namespace DiffusionCourse.Cli.Models;

/// <summary>A console on standard error for questions and progress; standard output stays clean.</summary>
internal static class PromptConsole
{
    public static IAnsiConsole Create() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
}
