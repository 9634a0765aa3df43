using System.CommandLine;
using System.CommandLine.Parsing;

namespace DiffusionCourse.Cli;

/// <summary>Parses and runs; turns errors into one line on standard error and an exit code.</summary>
internal static class CommandLine
{
    // Longer than a cell is given to stop (CellSession.StopGrace): its process and what that started are ended after it.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(10);

    // A prompt may begin with @: it names no file of arguments.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        if (args.Length == 0)
        {
            Welcome.Show();
            return ExitCode.Success;
        }

        var parsed = root.Parse(args, Parsing);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in Mistakes.In(parsed))
            {
                await Console.Error.WriteLineAsync($"error: {error}");
            }

            await Console.Error.WriteLineAsync($"Try '{PathOf(parsed.CommandResult)} --help'.");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeToStop });
        }
        catch (OperationCanceledException)
        {
            return await FailAsync("cancelled", ExitCode.Cancelled);
        }
        catch (Exception error)
        {
            return await FailAsync(WithoutParameter(error), CodeOf(error));
        }
    }

    // The machine's trouble, or a network's. All else came of an input, those that no check foresaw included: whatever it is, it ends in a
    // line.
    private static int CodeOf(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => ExitCode.Usage,
        IOException or UnauthorizedAccessException or NotSupportedException or OutOfMemoryException => ExitCode.Failed,
        _ => ExitCode.Usage,
    };

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : CalledAs.Name;

    // The name of a C# parameter says nothing to whoever typed a command.
    private static string WithoutParameter(Exception error) => (error is ArgumentException { ParamName: { } name }
        ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : error.Message).ReplaceLineEndings(" ");

    private static async Task<int> FailAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync($"error: {message}");
        return code;
    }
}
