using System.CommandLine;
using DiffusionCourse.Cli.Models;
using DiffusionCourse.Models;
using Spectre.Console;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course models remove</c>: deletes a pulled model from the cache.</summary>
internal static class ModelsRemoveCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "A model that was pulled: its name, or OWNER/NAME." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Delete without asking." };

    public static Command Create()
    {
        var command = new Command("remove", "Delete a pulled model from the cache, all its revisions, for Python's tools as well.") { Name, Yes };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        string name = arguments.GetValue(Name)!;
        string folder = ModelHub.CacheFolderOf(name);
        if (!arguments.GetValue(Yes))
        {
            if (Console.IsInputRedirected || Console.IsErrorRedirected)
            {
                throw new ArgumentException($"Nobody is there to ask whether to delete '{folder}'. Say --yes.");
            }

            if (!PromptConsole.Create().Confirm($"Delete {Markup.Escape(folder)}? Python's tools use the same cache.", defaultValue: false))
            {
                return ExitCode.Failed;
            }
        }

        ModelHub.Remove(name);
        Console.WriteLine($"Deleted {folder}");
        return ExitCode.Success;
    }
}
