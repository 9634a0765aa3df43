using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using DiffusionCourse.Cli.Models;
using DiffusionCourse.Models;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course models verify</c>: hashes a model's files and compares them with what was pulled.</summary>
internal static class ModelsVerifyCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "A model that was pulled, or a model's folder." };
    private static readonly Option<bool> Json =
        new("--json") { Description = "Print one JSON object with state, size and sha256 of every file." };
    private static readonly JsonSerializerOptions WithNames =
        new(JsonOutput.Options) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static Command Create()
    {
        var command =
            new Command(
                "verify",
                "Hash a model's files and compare them with what was pulled. Works offline. Exit code 1 if one differs.") { Name, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var name = arguments.GetValue(Name)!;
        var found = await PullDisplay.ShowAsync($"Verifying {name}", progress => ModelHub.VerifyAsync(name, progress, cancellation));
        if (arguments.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(found, WithNames));
        }
        else
        {
            Show(found);
        }

        if (!found.IsIntact)
        {
            await Console.Error.WriteLineAsync(
                $"error: {found.Damaged.Count} of {found.Files.Count} files of {found.Name} are damaged. Fetch them again: course models "
                    + $"pull {(Path.Exists(name) ? found.Name : name)} --check");
            return ExitCode.Failed;
        }

        return ExitCode.Success;
    }

    private static void Show(ModelVerification found)
    {
        foreach (var file in found.Damaged)
        {
            Console.WriteLine($"{file.Path}: {file.Detail}");
        }

        var unknown = found.Files.Where(file => file.State == FileState.Unknown).ToArray();
        foreach (var file in unknown)
        {
            Console.WriteLine($"{file.Sha256}  {file.Path}");
        }

        if (unknown.Length > 0)
        {
            Console.WriteLine(
                $"{found.Name}: nothing here says what {(unknown.Length == 1 ? "this hash" : $"these {unknown.Length} hashes")} should "
                    + "be. Compare with the source.");
        }

        if (found.IsIntact && unknown.Length < found.Files.Count)
        {
            var known = found.Files.Count - unknown.Length;
            var which = unknown.Length > 0 ? "the other" : known == 1 ? "its" : "all";
            var files = known == 1 ? "one file is as the hub has it" : $"{known} files are as the hub has them";
            Console.WriteLine($"{found.Name}: {which} {files} at {found.Commit}."
                + (found.IsPinned ? "" : " Another program fetched them, so nothing says whether more belong to it."));
        }
    }
}
