using System.CommandLine;
using System.CommandLine.Parsing;
using DiffusionCourse.Numerics;

namespace DiffusionCourse.Cli;

/// <summary>What is wrong with a command line, and what was probably meant.</summary>
internal static class Mistakes
{
    /// <summary>One sentence a fault. A mistyped command is one fault, whatever its arguments are then taken for.</summary>
    public static IEnumerable<string> In(ParseResult parsed)
    {
        string[] unmatched = [.. parsed.UnmatchedTokens];
        var command = parsed.CommandResult.Command;
        if (unmatched.Length > 0 && command.Subcommands.Count > 0 && !unmatched[0].StartsWith('-'))
        {
            string[] names = [.. command.Subcommands.Select(one => one.Name)];
            var advice = Spelling.Nearest(unmatched[0], names) is { } near
                ? $"Did you mean '{near}'?"
                : $"Commands: {string.Join(", ", names)}.";
            return [$"There is no command '{unmatched[0]}'. {advice}"];
        }

        string[] options = [
            .. parsed.RootCommandResult.Command.Options.Concat(command.Options).SelectMany(option =>
                (string[])[option.Name, .. option.Aliases])
        ];
        return parsed.Errors
            .Select(error => unmatched.FirstOrDefault(token => IsOptionOf(error, token)) is { } mistyped
                ? $"There is no option '{mistyped}'{Meant(mistyped, options)}"
                : error.Message)
            .Distinct(StringComparer.Ordinal);
    }

    private static bool IsOptionOf(ParseError error, string token)
        => token.StartsWith('-') && error.Message.Contains($"'{token}'", StringComparison.Ordinal);

    private static string Meant(string wanted, IEnumerable<string> known)
        => Spelling.Nearest(wanted, known) is { } near ? $". Did you mean '{near}'?" : ".";
}
