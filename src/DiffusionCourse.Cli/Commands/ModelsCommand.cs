using System.CommandLine;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course models</c>: models from the hub, in the cache that Python's tools share.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "List, fetch, check and remove models of the hub.")
    {
        ModelsListCommand.Create(),
        ModelsPullCommand.Create(),
        ModelsVerifyCommand.Create(),
        ModelsPathCommand.Create(),
        ModelsWordsCommand.Create(),
        ModelsRemoveCommand.Create(),
    };
}
