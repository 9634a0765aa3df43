using System.CommandLine;
using System.Text.Json;
using DiffusionCourse.Models;
using DiffusionCourse.Tokenization;
using Spectre.Console;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course tokenize</c>: a prompt as the text encoder sees it.</summary>
internal static class TokenizeCommand
{
    private static readonly Argument<string> Text = new("TEXT") { Description = "The prompt." };
    private static readonly Option<string> Model = new("--model")
    {
        Description = "A model below models/, a model's folder, or a folder with vocab.json and merges.txt.",
        DefaultValueFactory = _ => ModelLocator.DefaultModel,
    };
    private static readonly Option<bool> Json =
        new("--json") { Description = "Print one JSON object: ids (padded to the context), tokens, length, truncated." };

    public static Command Create()
    {
        var command = new Command("tokenize", "Show a prompt's token ids.") { Text, Model, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var prompt = ClipTokenizer.LoadFromModel(arguments.GetValue(Model)!).Encode(arguments.GetValue(Text)!);
        if (arguments.GetValue(Json))
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        ids = prompt.Ids,
                        tokens = prompt.Tokens,
                        length = prompt.Length,
                        truncated = prompt.WasCut,
                        cutText = prompt.CutText,
                    },
                    JsonOutput.Options));
        }
        else
        {
            Show(prompt);
        }

        if (prompt.Notice is { } notice)
        {
            Console.Error.WriteLine($"notice: {notice}");
        }

        return ExitCode.Success;
    }

    private static void Show(TokenizedPrompt prompt)
    {
        var table = new Table().AddColumns("position", "id", "token").Border(TableBorder.Minimal);
        for (var i = 0; i < prompt.Length; i++)
        {
            table.AddRow(Invariant($"{i}"), Invariant($"{prompt.Ids[i]}"), Markup.Escape(prompt.Tokens[i]));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(Invariant($"{prompt.Length} of {prompt.Ids.Count} positions; the rest is padding with {prompt.Ids[^1]}."));
    }
}
