using DiffusionCourse.Display;

namespace DiffusionCourse.Cost;

/// <summary>
/// Energy and price of a picture: an estimate that is as good as what is put in. The power is taken as constant while drawing;
/// idle time, cooling and the making of the machine are left out.
/// </summary>
/// <param name="Time">The time of one picture.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record RunningCost(TimeSpan Time) : IHtmlDisplay
{
    /// <summary>Power while drawing, in watts: read it from a meter, or take the maker's limit as an upper bound.</summary>
    public required double Watts { get; init; }

    /// <summary>Price of a kilowatt-hour, in your currency.</summary>
    public required double PricePerKilowattHour { get; init; }

    /// <summary>Rent of the machine for an hour, in your currency; 0 for your own. Default 0.</summary>
    public double RentPerHour { get; init; }

    /// <summary>Energy of one picture, in watt-hours.</summary>
    public double WattHours => Watts * Time.TotalHours;

    /// <summary>Price of one picture: energy and rent.</summary>
    public double Price => WattHours / 1000 * PricePerKilowattHour + RentPerHour * Time.TotalHours;

    /// <summary>Pictures in an hour, one after the other.</summary>
    public double PicturesPerHour => 1 / Time.TotalHours;

    /// <inheritdoc/>
    public string ToHtml() => Table.ToHtml();

    /// <inheritdoc/>
    public override string ToString() => Table.ToString();

    /// <summary>The estimate with its assumptions.</summary>
    public HtmlTable Table => Time <= TimeSpan.Zero || !(Watts >= 0) || !(PricePerKilowattHour >= 0) || !(RentPerHour >= 0)
        ? throw new ArgumentException(
            Invariant(
                $"A time above 0 is needed, and power and prices of 0 or more, but these are {Time.TotalSeconds} s, {Watts} W, {
                    PricePerKilowattHour} a kilowatt-hour and {RentPerHour} an hour."))
        : new("Energy and price of a picture: an estimate", ["quantity", "value", "unit", "is"],
        [
            ["time of a picture", Time.TotalSeconds, "s", "given"],
            ["power while drawing", Watts, "W", "assumed"],
            ["energy price", PricePerKilowattHour, "a kWh", "assumed"],
            ["rent of the machine", RentPerHour, "an hour", "assumed"],
            ["energy of a picture", WattHours, "Wh", "computed"],
            ["price of a thousand pictures", 1000 * Price, "", "computed"],
            ["pictures in an hour", PicturesPerHour, "", "computed"],
        ]);
}
