namespace DiffusionCourse.Schedulers.Engine;

/// <summary>
/// A sum of scaled symbols, such as 0.5 x + 0.3 x_0. Every scheduler's update is of this form: its paper gives the factors.
/// </summary>
internal sealed class Combination
{
    private readonly double[] _factors;

    private Combination(double[] factors) => _factors = factors;

    /// <summary>The terms whose factor is not zero, in the order in which a run sums them: noise comes last.</summary>
    public Term[] Terms => field ??= [.. Summed().Where(term => term.Factor != 0)];

    /// <summary>How many stored predictions it looks back on, this call's own included.</summary>
    public int Memory => Math.Max(0, _factors.Length - Symbol.Stored(0).Index);

    public static Combination operator +(Combination a, Combination b)
    {
        var sum = new double[Math.Max(a._factors.Length, b._factors.Length)];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = Add(a.FactorOf(new(i)), b.FactorOf(new(i)));
        }

        return new(sum);
    }

    public static Combination operator -(Combination a, Combination b) => a + -1 * b;

    public static Combination operator *(double factor, Combination a) => new(Array.ConvertAll(a._factors, value => factor * value));

    public static Combination operator /(Combination a, double divisor) => new(Array.ConvertAll(a._factors, value => value / divisor));

    /// <summary>1 x symbol.</summary>
    public static Combination Of(Symbol symbol) => new([.. new double[symbol.Index], 1]);

    public double FactorOf(Symbol symbol) => symbol.Index < _factors.Length ? _factors[symbol.Index] : 0;

    /// <summary>The same with a symbol replaced by what it stands for.</summary>
    public Combination With(Symbol symbol, Combination value)
    {
        var factor = FactorOf(symbol);
        return factor == 0 ? this : new Combination([.. _factors.Select((own, index) => index == symbol.Index ? 0 : own)]) + factor * value;
    }

    /// <summary>What cancels but for rounding is nothing: x - sigma (x / sigma) leaves no term.</summary>
    private static double Add(double a, double b)
    {
        var sum = a + b;
        return Math.Abs(sum) <= 4e-16 * Math.Max(Math.Abs(a), Math.Abs(b)) ? 0 : sum;
    }

    private IEnumerable<Term> Summed()
    {
        for (var i = 0; i < _factors.Length; i++)
        {
            if (i != Symbol.Noise.Index)
            {
                yield return new(new(i), _factors[i]);
            }
        }

        yield return new(Symbol.Noise, FactorOf(Symbol.Noise));
    }
}
