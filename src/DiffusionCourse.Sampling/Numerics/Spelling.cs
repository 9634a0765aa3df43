namespace DiffusionCourse.Numerics;

/// <summary>Which name was meant by one that was mistyped.</summary>
internal static class Spelling
{
    // In halves: a letter doubled where it should be single, or the other way round, is half a slip.
    private const int Slip = 2, Doubling = 1;

    /// <summary>
    /// The candidate with the fewest slips of the hand, of equals the one with the longest beginning in common; null where more than a
    /// third of the letters would be slips, since that is a guess and no help.
    /// </summary>
    public static string? Nearest(string wanted, IEnumerable<string> candidates)
    {
        var written = wanted.ToUpperInvariant();
        return candidates
            .Select(name => (Name: name, Slips: Slips(name.ToUpperInvariant(), written)))
            .Where(one => one.Slips <= Slip * Math.Max(1, Math.Min(wanted.Length, one.Name.Length) / 3))
            .OrderBy(one => one.Slips)
            .ThenByDescending(one => one.Name.ToUpperInvariant().AsSpan().CommonPrefixLength(written))
            .FirstOrDefault().Name;
    }

    /// <summary>Letters added, left out or replaced, and neighbours swapped (optimal string alignment), in halves of a slip.</summary>
    private static int Slips(string one, string other)
    {
        // A slip is a matter of some letters: of a text of any length the beginning says whether it is one.
        const int Longest = 100;
        (one, other) = (one[..Math.Min(one.Length, Longest)], other[..Math.Min(other.Length, Longest)]);
        var slips = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i + j == 0)
                {
                    continue;
                }

                var least = int.MaxValue;
                if (i > 0)
                {
                    least = slips[i - 1, j] + Extra(one, i);
                }

                if (j > 0)
                {
                    least = Math.Min(least, slips[i, j - 1] + Extra(other, j));
                }

                if (i > 0 && j > 0)
                {
                    least = Math.Min(least, slips[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : Slip));
                }

                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    least = Math.Min(least, slips[i - 2, j - 2] + Slip);
                }

                slips[i, j] = least;
            }
        }

        return slips[one.Length, other.Length];
    }

    private static int Extra(string text, int length) => length > 1 && text[length - 1] == text[length - 2] ? Doubling : Slip;
}
