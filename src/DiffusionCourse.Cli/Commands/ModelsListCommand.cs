using System.CommandLine;
using System.Text.Json;
using DiffusionCourse.Cli.Models;
using DiffusionCourse.Models;
using Spectre.Console;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course models list</c>: what can be pulled, and what is here.</summary>
internal static class ModelsListCommand
{
    private const int WidthOfFiles = 250;
    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object: catalogue, models in the cache, what old commits take up, the cache's folder.",
    };

    public static Command Create()
    {
        var command = new Command("list", "List the models that can be pulled by name, and those that are here.") { Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var pulled = ModelHub.Pulled();
        var old = ModelHub.FindOld();
        if (arguments.GetValue(Json))
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        cache = ModelHub.CacheFolder,
                        models = ModelCatalogue.Models.Select(model => ModelReport.From(model, pulled)),
                        pulled,
                        old,
                    },
                    JsonOutput.Options));
            return ExitCode.Success;
        }

        var table = new Table().AddColumns("name", "what", "licence", "here").Border(TableBorder.Minimal);
        foreach (var model in ModelCatalogue.Models)
        {
            Add(
                table, model.Name, $"{model.Title}, {model.Precision}", model.Licence.Name,
                pulled.FirstOrDefault(other => other.Name == model.Name));
        }

        foreach (var model in pulled.Where(model => ModelCatalogue.Find(model.Name) is null))
        {
            Add(table, model.Name, model.Name.StartsWith(model.Repository, StringComparison.Ordinal) ? "" : model.Repository, "", model);
        }

        if (Console.IsOutputRedirected)
        {
            // Nobody's terminal: lines stay whole for what reads them.
            AnsiConsole.Profile.Width = WidthOfFiles;
        }

        AnsiConsole.Write(table);
        Console.WriteLine(
            $"Here without a download: {string.Join(", ", ModelLocator.Installed().Except(pulled.Select(model => model.Name)))}");
        foreach (var removal in old)
        {
            Console.WriteLine(
                $"Left by updates of {removal.Name}: {removal.SizeText}, which 'course models remove {removal.Name} --old' frees");
        }

        Console.WriteLine($"Cache: {ModelHub.CacheFolder}");
        Console.WriteLine("Any other repository: course models pull OWNER/NAME");
        return ExitCode.Success;
    }

    private static void Add(Table table, string name, string what, string licence, PulledModel? here)
        => table.AddRow(Markup.Escape(name), Markup.Escape(what), Markup.Escape(licence), here switch
        {
            null => "no",
            { IsWhole: false } => $"in part (of {here.SizeText})",
            { IsPinned: false } => $"{here.SizeText}, by another program",
            _ => here.SizeText,
        });
}
