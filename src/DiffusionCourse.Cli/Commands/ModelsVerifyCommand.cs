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
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object with state, size and sha256 of every file." };
    private static readonly JsonSerializerOptions WithNames = new(JsonOutput.Options) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static Command Create()
    {
        var command = new Command("verify", "Hash a model's files and compare them with what was pulled. Works offline. Exit code 1 if one differs.") { Name, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        string name = arguments.GetValue(Name)!;
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
            await Console.Error.WriteLineAsync($"error: {found.Damaged.Count} of {found.Files.Count} files of {found.Name} are damaged. Fetch them again: course models pull {name} --check");
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

        if (found.Commit is null)
        {
            foreach (var file in found.Files)
            {
                Console.WriteLine($"{file.Sha256}  {file.Path}");
            }

            Console.WriteLine($"{found.Name} was not pulled by the course: nothing says what these hashes should be. Compare them with their source.");
        }
        else if (found.IsIntact)
        {
            Console.WriteLine($"{found.Name}: all {found.Files.Count} files are as the hub has them at {found.Commit}.");
        }
    }
}
