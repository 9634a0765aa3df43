using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace DiffusionCourse.Pipelines;

/// <summary>The range of a request's property, with the words of the error for a value outside it. Null is always in range.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LimitsAttribute : RangeAttribute
{
    private readonly string _what;
    private readonly string _remedy;

    /// <summary>Declares a range.</summary>
    /// <param name="what">What the property is called in a message, such as "guidance scale".</param>
    /// <param name="least">The least value.</param>
    /// <param name="most">The most.</param>
    /// <param name="remedy">What to do about a value that is out of range: a sentence.</param>
    public LimitsAttribute(string what, double least, double most, string remedy)
        : base(least, most) => (_what, _remedy) = (what, remedy);

    /// <summary>Refuses a value that is out of range.</summary>
    /// <param name="value">The property's value.</param>
    /// <param name="mostOfModel">The most where the model states it, in place of the declared one.</param>
    /// <exception cref="ArgumentException">The value is out of range.</exception>
    public void Require(object? value, double? mostOfModel = null)
    {
        if (value is null)
        {
            return;
        }

        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture), least = (double)Minimum,
        most = mostOfModel ?? (double)Maximum;
        if (!((MinimumIsExclusive ? number > least : number >= least) && number <= most))
        {
            var range = MinimumIsExclusive ? Invariant($"above {least} and at most {most}") : Invariant($"{least} to {most}");
            throw new ArgumentException(Invariant($"The {_what} is {value}: it must be {range}. {_remedy}"));
        }
    }
}
