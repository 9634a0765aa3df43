namespace DiffusionCourse.Recordings;

/// <summary>One picture of a recording.</summary>
/// <param name="File">The WebP file's name in the recording's folder.</param>
/// <param name="Evaluations">Evaluations of the UNet that it took.</param>
/// <param name="Seconds">How long drawing it took, in seconds, on the recording's device; null for a picture on its way.</param>
public sealed record RecordedPicture(string File, int Evaluations, double? Seconds);
