using DiffusionCourse.Cost;

namespace DiffusionCourse.Cli;

/// <summary>The time that <c>course cost --predict --json</c> expects; milliseconds are of one call.</summary>
internal sealed record PredictionReport(string Device, double Efficiency, double GFlopPerSecond, double? GigabytesPerSecond, double Seconds, double UnetMilliseconds, double TextEncoderMilliseconds, double VaeDecoderMilliseconds, string Arrangement, string Source)
{
    public static PredictionReport From(TimePrediction prediction) => new(
        prediction.Device.Name, prediction.Device.Efficiency, prediction.Device.GFlopPerSecond, prediction.Device.GigabytesPerSecond, prediction.Total.TotalSeconds,
        prediction.Parts[1].OneCall.TotalMilliseconds, prediction.Parts[0].OneCall.TotalMilliseconds, prediction.Parts[2].OneCall.TotalMilliseconds, prediction.Arrangement.ToString(), prediction.Device.Source);
}
