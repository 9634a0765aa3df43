using System.CommandLine;
using DiffusionCourse.Models;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course models path</c>: where a model's files are.</summary>
internal static class ModelsPathCommand
{
    private static readonly Argument<string> Name =
        new("NAME") { Description = "A model that was pulled, a model below models/, or a folder." };

    public static Command Create()
    {
        var command = new Command("path", "Print the folder of a model that is here.") { Name };
        command.SetAction(arguments =>
        {
            Console.WriteLine(ModelLocator.Find(arguments.GetValue(Name)!));
            return ExitCode.Success;
        });
        return command;
    }
}
