using System.Globalization;
using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// What a run does at one model call, as equations with the numbers that are computed with:
/// "t = 749: x &lt;- 0.8758 x + 0.4323 m - 0.1151 m[-1]; m = x0; x0 = 1.907 x - 1.624 eps; eps = model(x)".
/// </summary>
/// <remarks>
/// On the right, x is the sample before the call, x0 the predicted clean sample, eps (or v, or out for a model that predicts x0)
/// what the model answered, z fresh standard normal noise, m this call's stored prediction, m[-1] the one stored before it, and
/// x_start the sample that a step of several calls starts from.
/// </remarks>
public sealed class StepEquations : IFormattable
{
    private StepEquations(double timestep, IReadOnlyList<Equation> lines) => (Timestep, Lines) = (timestep, lines);

    /// <summary>The time that the model is given, in training timesteps.</summary>
    public double Timestep { get; }

    /// <summary>The sample after the call: x &lt;- ...</summary>
    public Equation Update => Lines[0];

    /// <summary>
    /// The update first, then what its symbols stand for; each line uses only symbols of lines below it and what earlier calls left.
    /// </summary>
    public IReadOnlyList<Equation> Lines { get; }

    /// <summary>All lines on one, numbers in four significant digits.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>All lines on one.</summary>
    /// <param name="format">How numbers are written: a numeric format of .NET; null or empty is "G4", "R" is all digits.</param>
    /// <param name="formatProvider">The culture; null is the invariant one.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        formatProvider ??= CultureInfo.InvariantCulture;
        var lines = string.Join("; ", Lines.Select(line => line.ToString(format, formatProvider)));
        return $"t = {Timestep.ToString("0.##", formatProvider)}: {lines}";
    }

    internal static StepEquations Of(SolverCall call, PredictionType predicted, OriginalLimit limit)
    {
        // In the order of reading: the reverse of the order in which they are worked out.
        var lines = call.Equations().Reverse().Select(equation =>
            Equation.Of(equation, predicted, equation.Symbol == Symbol.Original ? limit : OriginalLimit.None));
        return new StepEquations(call.Timestep, [.. lines, Equation.OfModel(call.InputScale, predicted)]);
    }
}
