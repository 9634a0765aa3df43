using System.CommandLine;
using System.CommandLine.Parsing;
using DiffusionCourse.Models;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Jupyter.Installation;
using DiffusionCourse.Notebooks.Jupyter.Wire;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Cli;

/// <summary>Parses and runs; turns errors into one line on standard error and an exit code.</summary>
internal static class CommandLine
{
    // Longer than a cell is given to stop (CellSession.StopGrace): its process and what that started are ended after it.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(10);

    public static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        // Alone, the command explains itself.
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"error: {error.Message}");
            }

            await Console.Error.WriteLineAsync($"Try '{PathOf(parsed.CommandResult)} --help'.");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeToStop });
        }
        catch (Exception error) when (error is ArgumentException or ModelException or CourseRunException or NotebookFormatException or KernelInstallationException or ConnectionException or FileNotFoundException or DirectoryNotFoundException)
        {
            return await FailAsync(WithoutParameter(error), ExitCode.Usage);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return await FailAsync(error.Message, ExitCode.Failed);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync("cancelled", ExitCode.Cancelled);
        }
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "course";

    // The name of a C# parameter says nothing to whoever typed a command.
    private static string WithoutParameter(Exception error) => error is ArgumentException { ParamName: { } name }
        ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : error.Message;

    private static async Task<int> FailAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync($"error: {message}");
        return code;
    }
}
