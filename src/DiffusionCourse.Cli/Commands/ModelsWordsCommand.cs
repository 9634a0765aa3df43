using System.CommandLine;
using System.Text.Json;
using DiffusionCourse.Models;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course models words</c>: what a model can draw, where it was trained on a list of words.</summary>
internal static class ModelsWordsCommand
{
    private const int Width = 100;
    private const double Recognised = 0.75;
    private const string WeakMark = "*";
    private static readonly Argument<string> Name =
        new("NAME") { Description = "A model that is here.", DefaultValueFactory = _ => ModelLocator.DefaultModel };
    private static readonly Option<bool> Json =
        new("--json") { Description = "Print one JSON object: template, concepts, recognisability, styles, backgrounds." };

    public static Command Create()
    {
        var command = new Command("words", "List the words that a model knows.") { Name, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var name = arguments.GetValue(Name)!;
        var prompts = ModelFolder.Open(name).Prompts;
        if (arguments.GetValue(Json))
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        template = prompts.Template,
                        concepts = prompts.Concepts,
                        recognisability = prompts.Recognisability,
                        styles = prompts.Styles,
                        backgrounds = prompts.Backgrounds,
                    },
                    JsonOutput.Options));
            return ExitCode.Success;
        }

        if (!prompts.AreListed)
        {
            Console.WriteLine(
                $"{name} takes any text.{(prompts.Examples.Count > 0 ? $" For example: {string.Join("; ", prompts.Examples)}" : "")}");
            return ExitCode.Success;
        }

        Console.WriteLine($"A prompt for {name}: {prompts.Template ?? "{concept}"}. Parts may be left out.");
        Show("concepts", [.. prompts.Concepts.Select((concept, i) => IsWeak(prompts, i) ? $"{concept}{WeakMark}" : concept)]);
        if (Enumerable.Range(0, prompts.Concepts.Count).Any(i => IsWeak(prompts, i)))
        {
            Console.WriteLine(Invariant($" {WeakMark} named by a judge in fewer than {100 * Recognised:0} % of its pictures (model card)"));
        }

        Show("styles", prompts.Styles);
        Show("backgrounds", prompts.Backgrounds);
        return ExitCode.Success;
    }

    private static bool IsWeak(ModelPrompts prompts, int concept)
        => prompts.Recognisability.Count > 0 && prompts.Recognisability[concept] < Recognised;

    private static void Show(string kind, IReadOnlyList<string> words)
    {
        Console.WriteLine(Invariant($"{Environment.NewLine}{words.Count} {kind}:"));
        var line = "";
        foreach (var word in words.Select((word, i) => i < words.Count - 1 ? $"{word}," : word))
        {
            if (line.Length + word.Length + 1 > Width)
            {
                Console.WriteLine($" {line}");
                line = "";
            }

            line += $" {word}";
        }

        Console.WriteLine($" {line}");
    }
}
