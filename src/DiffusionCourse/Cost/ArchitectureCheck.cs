namespace DiffusionCourse.Cost;

/// <summary>Checks on descriptions of networks; the errors name config.json's fields.</summary>
internal static class ArchitectureCheck
{
    /// <summary>The value of a level, where one value may serve all.</summary>
    public static int At(IReadOnlyList<int> values, int level) => values.Count == 1 ? values[0] : values[level];

    public static void Positive(params ReadOnlySpan<(string Field, int Value)> fields)
    {
        foreach (var (field, value) in fields)
        {
            // Larger numbers are no widths of networks; the largest here are vocabularies.
            const int Largest = 1 << 20;
            if (value is < 1 or > Largest)
            {
                throw new ArgumentException(Invariant($"{field} is {value}: it must be 1 to {Largest}."));
            }
        }
    }

    /// <summary>Numbers of layers and sides of kernels: a damaged file must not keep the count busy for hours.</summary>
    public static void Few(params ReadOnlySpan<(string Field, int Value)> fields)
    {
        const int Most = 100;
        foreach (var (field, value) in fields)
        {
            if (value is < 1 or > Most)
            {
                throw new ArgumentException(Invariant($"{field} is {value}: it must be 1 to {Most}."));
            }
        }
    }

    public static void OneOrEach(string field, IReadOnlyList<int> values, int levels)
    {
        if (values.Count != 1 && values.Count != levels)
        {
            throw new ArgumentException(
                Invariant(
                    $"{field} has {values.Count} entries: it must have one, or one for each of the {
                        levels} levels of block_out_channels."));
        }

        Few([.. values.Select(value => (field, value))]);
    }

    public static void Lengths(string field, int levels, params ReadOnlySpan<(string Field, int Count)> others)
    {
        const int Most = 8;
        if (levels is < 1 or > Most)
        {
            throw new ArgumentException(Invariant($"{field} has {levels} entries: it must have 1 to {Most}."));
        }

        foreach (var (other, count) in others)
        {
            if (count != levels)
            {
                throw new ArgumentException(
                    Invariant($"{other} has {count} entries and {field} {levels}: both must have one for each level."));
            }
        }
    }

    public static void Among(string field, IReadOnlyList<string> values, params string[] known)
    {
        foreach (var value in values)
        {
            if (!known.Contains(value))
            {
                throw new ArgumentException($"{field} names '{value}': only {string.Join(" and ", known)} can be counted.");
            }
        }
    }
}
