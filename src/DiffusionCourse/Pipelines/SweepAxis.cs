using System.Globalization;

namespace DiffusionCourse.Pipelines;

/// <summary>One setting that a sweep varies: a title and a change to the request for each value.</summary>
internal sealed record SweepAxis(
    string Name, IReadOnlyList<string> Titles, IReadOnlyList<Func<GenerationRequest, GenerationRequest>> Changes)
{
    public static SweepAxis? For<T>(
        IReadOnlyList<T>? values, string parameter, string name, Func<T, string> title,
        Func<GenerationRequest, T, GenerationRequest> change)
    {
        if (values is null)
        {
            return null;
        }

        if (values.Any(value => value is null))
        {
            throw new ArgumentException($"{parameter} holds null. Leave it out; an empty text is \"\".", parameter);
        }

        return values.Count > 0
            ? new(
                name, [.. values.Select(title)],
                [.. values.Select(value => (Func<GenerationRequest, GenerationRequest>)(request => change(request, value)))])
            : throw new ArgumentException($"{parameter} is empty: name at least one value, or leave it out.", parameter);
    }

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
