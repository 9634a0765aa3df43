using System.CommandLine;
using System.Text.Json;
using DiffusionCourse.Cli.Models;
using DiffusionCourse.Models;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course models remove</c>: deletes a pulled model, one revision of it, or its old ones from the cache.</summary>
internal static class ModelsRemoveCommand
{
    private static readonly Argument<string> Name = new("NAME")
    {
        Description =
            "A model that was pulled, with all its revisions: its name, or OWNER/NAME. With @REVISION that revision alone; files that "
                + "others show stay.",
    };
    private static readonly Option<bool> Old =
        new("--old") { Description = "Delete only what updates left behind: commits that no branch, tag or pull names any more." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Delete without asking." };
    private static readonly Option<bool> Json =
        new("--json") { Description = "Print one JSON object with folder, commits and the bytes that were freed." };

    public static Command Create()
    {
        var command =
            new Command(
                "remove",
                "Delete a pulled model, or revisions of it, from the cache, for Python's tools as well.") { Name, Old, Yes, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var name = arguments.GetValue(Name)!;
        var old = arguments.GetValue(Old);
        var found = ModelHub.FindRemovable(name, old);
        var isNothing = old && found.Commits.Count == 0;
        if (!isNothing && !arguments.GetValue(Yes) && !await ConfirmAsync(found, cancellation))
        {
            return ExitCode.Failed;
        }

        var removed = isNothing ? found : ModelHub.Remove(name, old);
        Console.WriteLine(arguments.GetValue(Json) ? JsonSerializer.Serialize(removed, JsonOutput.Options)
            : isNothing ? $"{found.Name} has no old commits here."
            : $"Deleted {What(removed)}: {removed.SizeText} freed.");
        return ExitCode.Success;
    }

    private static Task<bool> ConfirmAsync(ModelRemoval found, CancellationToken cancellation) => PromptConsole.SomebodyIsThere
        ? PromptConsole.ConfirmAsync($"Delete {What(found)}, {found.SizeText}? Python's tools use the same cache.", cancellation)
        : throw new ArgumentException($"Nobody is there to ask whether to delete {What(found)}, {found.SizeText}. Say --yes.");

    private static string What(ModelRemoval removal) => removal switch
    {
        { IsWhole: true } => $"{removal.Folder}{(removal.Commits.Count > 1 ? $" with {removal.Commits.Count} revisions" : "")}",
        { Commits: [] } => $"the name {removal.Name}, whose files other names share",
        { Commits: [var commit] } => $"commit {commit} of {removal.Name}",
        _ => $"{removal.Commits.Count} commits of {removal.Name}",
    };
}
