using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace DiffusionCourse.Cli;

/// <summary>Options that take a number: read the same in every country, and refused with what would have been right.</summary>
internal static class NumberOption
{
    /// <summary>A whole number.</summary>
    public static Func<ArgumentResult, T> Whole<T>(string expected) where T : struct,
    INumber<T> => Parser<T>(NumberStyles.AllowLeadingSign, expected);

    /// <summary>A number with a decimal point. A comma is refused: taken for a thousands separator, it would make 75 of 7,5.</summary>
    public static Func<ArgumentResult, T> Real<T>(string expected) where T : struct, INumber<T> => Parser<T>(NumberStyles.Float, expected);

    /// <summary>The same where the option may be left out.</summary>
    public static Func<ArgumentResult, T?> Optional<T>(Func<ArgumentResult, T> parser) where T : struct => argument => parser(argument);

    private static Func<ArgumentResult, T> Parser<T>(NumberStyles styles, string expected) where T : struct, INumber<T> => argument =>
    {
        var text = argument.Tokens[0].Value;
        if (T.TryParse(text, styles, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        argument.AddError($"{(argument.Parent as OptionResult)?.IdentifierToken?.Value} is '{text}': it must be {expected}.");
        return default;
    };
}
