using System.CommandLine;
using System.Text.Json;
using DiffusionCourse.Cli.Models;
using DiffusionCourse.Models;
using Spectre.Console;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course models list</c>: what can be pulled, and what is here.</summary>
internal static class ModelsListCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object: catalogue, pulled models, the cache's folder." };

    public static Command Create()
    {
        var command = new Command("list", "List the models that can be pulled by name, and those that are here.") { Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var pulled = ModelHub.Pulled();
        if (arguments.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(new { cache = ModelHub.CacheFolder, models = ModelCatalogue.Models.Select(model => ModelReport.From(model, pulled)), pulled }, JsonOutput.Options));
            return ExitCode.Success;
        }

        var table = new Table().AddColumns("name", "what", "licence", "here").Border(TableBorder.Minimal);
        foreach (var model in ModelCatalogue.Models)
        {
            Add(table, model.Name, $"{model.Title}, {model.Precision}", model.Licence.Name, pulled.FirstOrDefault(other => other.Name == model.Name));
        }

        foreach (var model in pulled.Where(model => ModelCatalogue.Find(model.Name) is null))
        {
            Add(table, model.Name, model.Repository, "", model);
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"Here without a download: {string.Join(", ", ModelLocator.Installed().Except(pulled.Select(model => model.Name)))}");
        Console.WriteLine($"Cache: {ModelHub.CacheFolder}");
        Console.WriteLine("Any other repository: course models pull OWNER/NAME");
        return ExitCode.Success;
    }

    private static void Add(Table table, string name, string what, string licence, PulledModel? here)
        => table.AddRow(Markup.Escape(name), Markup.Escape(what), Markup.Escape(licence), here is null ? "no" : here.IsWhole ? here.SizeText : $"in part (of {here.SizeText})");
}
