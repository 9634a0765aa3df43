using System.CommandLine;
using System.Text.Json;
using DiffusionCourse.Cli.Models;
using DiffusionCourse.Models;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course models pull</c>: fetches a model, or what is missing of it.</summary>
internal static class ModelsPullCommand
{
    private static readonly Argument<string> Name =
        new("NAME") { Description = "A name of 'course models list', or a repository of the hub: OWNER/NAME or OWNER/NAME@REVISION." };
    private static readonly Option<bool> AcceptLicence = new("--accept-license", "--accept-licence")
    {
        Description = "Accept the model's licence, which is shown; needed where nobody is there to ask.",
    };
    private static readonly Option<bool> Update =
        new("--update") { Description = "Ask the hub what the revision stands for now. Default: the commit that was pulled first." };
    private static readonly Option<bool> Check =
        new("--check") { Description = "Hash what is here and fetch damaged files again. Default: compare sizes." };
    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "Files fetched at once, 1 to 32.",
        CustomParser = NumberOption.Whole<int>("a whole number from 1 to 32"),
        DefaultValueFactory = _ => 4,
    };
    private static readonly Option<string[]> Include = new("--include")
    {
        Description = "Take only files that match a pattern with * and ?; may be repeated. Default: what the catalogue names, else all.",
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<string[]> Exclude =
        new("--exclude") { Description = "Leave out files that match a pattern; may be repeated.", DefaultValueFactory = _ => [] };
    private static readonly Option<bool> Json =
        new("--json") { Description = "Print one JSON object with commit, folder, files and bytes." };

    public static Command Create()
    {
        var command = new Command(
            "pull", "Fetch a model from the hub, or what is missing of it. Stopped or cut off, the same command goes on from there.")
        {
            Name, AcceptLicence, Update, Check, Connections, Include, Exclude, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var name = arguments.GetValue(Name)!;
        var accept = arguments.GetValue(AcceptLicence);
        var options = new PullOptions
        {
            ConfirmLicence = licence => LicencePrompt.Confirm(name, licence, accept, cancellation),
            Update = arguments.GetValue(Update),
            Check = arguments.GetValue(Check),
            Connections = arguments.GetValue(Connections),
            Include = arguments.GetValue(Include)!,
            Exclude = arguments.GetValue(Exclude)!,
        };
        try
        {
            var result = await PullDisplay.ShowAsync(
                $"Pulling {name}", progress => ModelHub.PullAsync(name, options, progress, cancellation));
            Console.WriteLine(
                arguments.GetValue(Json)
                    ? JsonSerializer.Serialize(result, JsonOutput.Options)
                    : $"{result}{Environment.NewLine}{result.Folder}");
            Advise(name, options.Update);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            await Console.Error
                .WriteLineAsync($"error: cancelled. What was fetched is kept: 'course models pull {name}' goes on from there.");
            return ExitCode.Cancelled;
        }
    }

    private static void Advise(string name, bool updated)
    {
        if (updated && ModelHub.FindRemovable(name.Split('@')[0], old: true) is { Commits.Count: > 0 } old)
        {
            Console.Error.WriteLine(
                $"notice: {old.SizeText} of earlier commits are still here; 'course models remove {old.Name} --old' frees them.");
        }

        if (ModelCatalogue.Find(name) is { Defaults: { } settings, Prompts: [var prompt, ..] } model && !Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(
                Invariant(
                    $"Try: course generate \"{prompt}\" --model {model.Name} --steps {settings.Steps} --guidance {
                        settings.GuidanceScale} --scheduler {settings.Scheduler}"));
        }
    }
}
