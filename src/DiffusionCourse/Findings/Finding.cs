using DiffusionCourse.Display;

namespace DiffusionCourse.Findings;

/// <summary>A sentence that the data of this run decide: what came out, on this machine, this time.</summary>
/// <remarks>
/// Prose that was written beforehand can be contradicted by the numbers beside it. A finding cannot: it is made from them.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class Finding : IHtmlDisplay
{
    private Finding(bool? holds, string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        (Holds, Text) = (holds, text);
    }

    /// <summary>Whether the usual outcome came out; null where the data do not say.</summary>
    public bool? Holds { get; }

    /// <summary>The sentence.</summary>
    public string Text { get; }

    /// <summary>One of two sentences.</summary>
    /// <param name="holds">The condition, computed from the data.</param>
    /// <param name="then">What is said where it holds.</param>
    /// <param name="otherwise">What is said where it does not.</param>
    public static Finding If(bool holds, string then, string otherwise) => new(holds, holds ? then : otherwise);

    /// <summary>The data do not say.</summary>
    /// <param name="text">Why, with the spread.</param>
    public static Finding Unclear(string text) => new(null, text);

    /// <summary>Whether a quantity rises all the way, falls all the way, stays as it is, or none of these.</summary>
    /// <remarks>An infinite value lies above or below all others; of a value that is not a number nothing can be said.</remarks>
    /// <param name="quantity">The quantity's name, as the sentence begins: "the clipped share".</param>
    /// <param name="along">What changes, with the preposition: "with w".</param>
    /// <param name="at">The values of what changes, in rising order, two or more.</param>
    /// <param name="values">The quantity at each of them.</param>
    /// <exception cref="ArgumentException">There are fewer than two values, or not as many of each.</exception>
    public static Finding Trend(string quantity, string along, IReadOnlyList<double> at, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(values);
        if (at.Count < 2 || values.Count != at.Count)
        {
            throw new ArgumentException(
                $"A trend needs two values or more, and as many places, but {values.Count} and {at.Count} were given.", nameof(values));
        }

        var missing = Enumerable.Range(0, values.Count).FirstOrDefault(i => double.IsNaN(values[i]), -1);
        if (missing >= 0)
        {
            return Unclear(Capital($"{quantity} is not a number at {NumberText.Of(at[missing])}: there is no trend {along} to read."));
        }

        if (values.All(value => value == values[0]))
        {
            return new(false, Capital($"{quantity} does not change {along}: it is {NumberText.Of(values[0])}."));
        }

        var ends = $"from {NumberText.Of(values[0])} at {NumberText.Of(at[0])} to {NumberText.Of(values[^1])} at {NumberText.Of(at[^1])}";

        // Compared, not subtracted: the difference of two infinite values is not a number.
        var whole = Math.Sign(values[^1].CompareTo(values[0]));
        int[] turns = [.. Enumerable.Range(1, values.Count - 1).Where(i => Math.Sign(values[i].CompareTo(values[i - 1])) != whole)];
        var direction = whole switch { > 0 => "rises", < 0 => "falls", _ => "ends where it began" };
        return turns.Length == 0
            ? new(true, Capital($"{quantity} {direction} {along} all the way, {ends}."))
            : new(
                false,
                Capital(
                    $"{quantity} {direction} {along}, {ends}, but not all the way: look between {NumberText.Of(at[turns[0] - 1])} and "
                        + $"{NumberText.Of(at[turns[0]])}."));
    }

    /// <inheritdoc/>
    public string ToHtml()
        => $"<p class=\"dc-finding\" style=\"margin:.5rem 0;padding:.25rem .75rem;border-left:4px solid {Colour}\"><strong>This "
            + $"run:</strong> {Html.Encode(Text)}</p>";

    /// <inheritdoc/>
    public override string ToString() => Text;

    // Never the only sign: the sentence says it.
    private string Colour => Holds switch { true => "#009E73", false => "#D55E00", null => "#808080" };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
