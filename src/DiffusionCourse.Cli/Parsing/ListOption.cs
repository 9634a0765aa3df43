using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DiffusionCourse.Cli;

/// <summary>Options that take several values with commas between them; given again, they take more.</summary>
internal static class ListOption
{
    private const ulong MostSeeds = 10_000;

    /// <summary>Numbers, read the same in every country.</summary>
    public static Option<IReadOnlyList<double>?> Numbers(string name, string description)
        => Create<double>(name, description, "numbers such as 1,3,7.5", text => double.TryParse(
            text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? [number] : null);

    /// <summary>Whole numbers.</summary>
    public static Option<IReadOnlyList<int>?> Wholes(string name, string description)
        => Create<int>(name, description, "whole numbers such as 4,8,20", text => int.TryParse(
            text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? [number] : null);

    /// <summary>Seeds, or first and last of a row of them.</summary>
    public static Option<IReadOnlyList<ulong>?> Seeds(string name, string description)
        => Create<ulong>(name, description, "seeds such as 1,2,7 or 1-16", text =>
        {
            var ends = text.Split('-').Select(end => ulong.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
                ? seed : (ulong?)null).ToArray();
            return ends switch
            {
                [{ } only] => [only],
                [{ } first, { } last] when first <= last && last - first < MostSeeds
                    => [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => first + (ulong)i)],
                _ => null,
            };
        });

    /// <summary>Names.</summary>
    public static Option<IReadOnlyList<string>?> Names(string name, string description)
        => Create<string>(name, description, "names such as ddim,euler", text => [text]);

    private static Option<IReadOnlyList<T>?> Create<T>(
        string name, string description, string expected, Func<string, T[]?> read) => new(name)
    {
        Description = description,
        CustomParser = argument => Parse(argument, name, expected, read),
    };

    private static List<T>? Parse<T>(ArgumentResult argument, string name, string expected, Func<string, T[]?> read)
    {
        var values = new List<T>();
        var text = string.Join(',', argument.Tokens.Select(token => token.Value));
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Length == 0 || read(part) is not { } some)
            {
                argument.AddError($"{name} is '{text}': it must be {expected}.");
                return null;
            }

            values.AddRange(some);
        }

        return values;
    }
}
