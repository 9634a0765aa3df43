namespace DiffusionCourse.Schedulers.Engine;

/// <summary>x = Alpha x_0 + Sigma epsilon; Lambda = log(Alpha / Sigma), infinite where Sigma is 0.</summary>
internal readonly record struct NoiseLevel(double Alpha, double Sigma, double Lambda);
