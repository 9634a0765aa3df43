namespace DiffusionCourse.Numerics;

/// <summary>Which name was meant by one that was mistyped.</summary>
internal static class Spelling
{
    /// <summary>The candidate with the fewest slips of the hand; null where more than a third of the letters would be slips, since that is a guess and no help.</summary>
    public static string? Nearest(string wanted, IEnumerable<string> candidates)
    {
        var (name, distance) = candidates.Select(candidate => (candidate, Distance(candidate.ToUpperInvariant(), wanted.ToUpperInvariant()))).DefaultIfEmpty(("", int.MaxValue)).MinBy(one => one.Item2);
        return distance <= Math.Max(1, Math.Min(wanted.Length, name.Length) / 3) ? name : null;
    }

    /// <summary>Letters added, left out or replaced, and neighbours swapped (optimal string alignment).</summary>
    public static int Distance(string one, string other)
    {
        // A slip is a matter of some letters: of a text of any length the beginning says whether it is one.
        const int Longest = 100;
        (one, other) = (one[..Math.Min(one.Length, Longest)], other[..Math.Min(other.Length, Longest)]);
        int[,] slips = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                slips[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(Math.Min(slips[i - 1, j], slips[i, j - 1]) + 1, slips[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
                }
            }
        }

        return slips[one.Length, other.Length];
    }
}
