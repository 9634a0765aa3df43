using System.CommandLine;
using DiffusionCourse.Notebooks.Serving;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course serve</c>: the cells of one notebook, for an editor.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command(
            "serve",
            $"Run the cells of one notebook, in the current folder, for an editor: requests on standard input, answers on standard "
                + $"output, JSON lines, version {NotebookServer.ProtocolVersion}. "
            + "The protocol is described in src/DiffusionCourse.Notebooks/Serving/README.md. Ends with its input.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var output = Console.OpenStandardOutput();
            await NotebookServer.RunAsync(Console.OpenStandardInput(), output).WaitAsync(cancellation);
            return ExitCode.Success;
        });
        return command;
    }
}
