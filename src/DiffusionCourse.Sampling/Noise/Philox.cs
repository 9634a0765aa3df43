namespace DiffusionCourse.Noise;

/// <summary>
/// Philox 4x32-10, a counter-based generator: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3". Block n of a
/// key is computed from n alone, in integer arithmetic.
/// </summary>
internal static class Philox
{
    private const uint FirstMultiplier = 0xD2511F53, SecondMultiplier = 0xCD9E8D57;
    private const uint FirstWeyl = 0x9E3779B9, SecondWeyl = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>The four words of one counter value, each uniform over 32 bits.</summary>
    public static (uint A, uint B, uint C, uint D) Block((uint A, uint B, uint C, uint D) counter, ulong key)
    {
        uint firstKey = (uint)key, secondKey = (uint)(key >> 32);
        var (a, b, c, d) = counter;
        for (var round = 0; round < Rounds; round++)
        {
            var first = (ulong)FirstMultiplier * a;
            var second = (ulong)SecondMultiplier * c;
            (a, b, c, d) = ((uint)(second >> 32) ^ b ^ firstKey, (uint)second, (uint)(first >> 32) ^ d ^ secondKey, (uint)first);
            firstKey += FirstWeyl;
            secondKey += SecondWeyl;
        }

        return (a, b, c, d);
    }
}
