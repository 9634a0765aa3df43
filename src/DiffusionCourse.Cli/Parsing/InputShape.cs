using System.Globalization;

namespace DiffusionCourse.Cli;

/// <summary>The shape of a graph's input as it is typed: sample=1x4x64x64.</summary>
internal static class InputShape
{
    public static (string Name, IReadOnlyList<int> Sizes) Parse(string text)
    {
        var equals = text.LastIndexOf('=');
        var sizes = equals > 0 ? text[(equals + 1)..].Split('x') : [];
        int[] numbers =
            [.. sizes.Select(size => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        return numbers.Length > 0 && numbers.All(number => number > 0) ? (text[..equals], numbers)
            : throw new ArgumentException($"--shape is '{text}': it must be an input's name and its sizes, such as sample=1x4x64x64.");
    }
}
