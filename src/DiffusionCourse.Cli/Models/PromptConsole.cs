using Spectre.Console;

namespace DiffusionCourse.Cli.Models;

/// <summary>A console on standard error for questions and progress; standard output stays clean.</summary>
internal static class PromptConsole
{
    /// <summary>Whether there is a terminal to ask on and to answer at.</summary>
    public static bool SomebodyIsThere => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    public static IAnsiConsole Create() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Asks a question whose default is no.</summary>
    /// <exception cref="OperationCanceledException">Ctrl-C in place of an answer.</exception>
    public static async Task<bool> ConfirmAsync(string question, CancellationToken cancellation)
    {
        try
        {
            return await new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false }.ShowAsync(Create(), cancellation);
        }
        catch (OperationCanceledException)
        {
            // What follows starts on a line of its own.
            await Console.Error.WriteLineAsync();
            throw;
        }
    }
}
