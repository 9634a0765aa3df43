using System.Globalization;
using System.Text;
using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// One line of what a run does: a symbol, and the sum of scaled symbols that it stands for, such as "x &lt;- 0.5244 x0 + 0.8515 eps".
/// </summary>
public sealed class Equation : IFormattable
{
    private readonly double[] _arguments;

    private Equation(string symbol, IEnumerable<EquationTerm> terms, string? function = null, params double[] arguments)
    {
        Symbol = symbol;
        Terms = [.. terms];
        Function = function;
        _arguments = arguments;
    }

    /// <summary>What is computed: "x", "x_start", "m", "x0", or the model's answer "eps", "v" or "out".</summary>
    public string Symbol { get; }

    /// <summary>The terms of the sum, in the order in which papers write them; those with a factor of zero are left out.</summary>
    public IReadOnlyList<EquationTerm> Terms { get; }

    /// <summary>
    /// What is applied to the sum: "model" (asked at the call's timestep), "clamp" (to a range), "threshold" (dynamic thresholding);
    /// null for nothing.
    /// </summary>
    public string? Function { get; }

    /// <summary>The equation, numbers in four significant digits.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The equation.</summary>
    /// <param name="format">How numbers are written: a numeric format of .NET; null or empty is "G4", "R" is all digits.</param>
    /// <param name="formatProvider">The culture; null is the invariant one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        string Number(double value)
            => value.ToString(string.IsNullOrEmpty(format) ? "G4" : format, formatProvider ?? CultureInfo.InvariantCulture);
        var sum = new StringBuilder();
        foreach (var (factor, symbol) in Terms)
        {
            var sign = sum.Length == 0 ? (factor < 0 ? "-" : "") : factor < 0 ? " - " : " + ";
            var one = Math.Abs(Math.Abs(factor) - 1) < 1e-15;
            sum.Append(sign).Append(one ? "" : Number(Math.Abs(factor)) + " ").Append(symbol);
        }

        var value = sum.Length == 0 ? "0" : sum.ToString();
        var right = Function is null ? value : $"{Function}({string.Join(", ", _arguments.Select(Number).Prepend(value))})";

        // The two that live on from call to call are replaced; the others are named.
        return Symbol is "x" or "x_start" ? $"{Symbol} <- {right}" : $"{Symbol} = {right}";
    }

    internal static Equation Of(Assignment equation, PredictionType predicted, OriginalLimit limit)
    {
        var terms = equation.Value.Terms.OrderBy(term =>
            Place(term.Symbol)).Select(term => new EquationTerm(term.Factor, Name(term.Symbol, predicted)));
        var symbol = Name(equation.Symbol, predicted);
        return limit.IsDynamic ? new(symbol, terms, "threshold", limit.Ratio, limit.Maximum)
            : limit.IsNone ? new(symbol, terms)
            : new(symbol, terms, "clamp", -limit.Range, limit.Range);
    }

    internal static Equation OfModel(double inputScale, PredictionType predicted) =>
        new(Name(Engine.Symbol.Output, predicted), [new EquationTerm(inputScale, "x")], "model");

    private static string Name(Symbol symbol, PredictionType predicted) =>
        symbol == Engine.Symbol.Sample ? "x"
        : symbol == Engine.Symbol.Original ? "x0"
        : symbol == Engine.Symbol.Start ? "x_start"
        : symbol == Engine.Symbol.Noise ? "z"
        : symbol == Engine.Symbol.Output
            ? predicted switch
            {
                PredictionType.Epsilon => "eps",
                PredictionType.VPrediction or PredictionType.FlowPrediction => "v",
                _ => "out",
            }
        : symbol.Age == 0 ? "m" : $"m[-{symbol.Age}]";

    /// <summary>Samples first, then what is predicted, noise last.</summary>
    private static int Place(Symbol symbol) =>
        symbol == Engine.Symbol.Sample || symbol == Engine.Symbol.Start ? 0
        : symbol == Engine.Symbol.Original ? 1
        : symbol == Engine.Symbol.Output ? 2
        : symbol == Engine.Symbol.Noise ? int.MaxValue
        : 3 + symbol.Age;
}
