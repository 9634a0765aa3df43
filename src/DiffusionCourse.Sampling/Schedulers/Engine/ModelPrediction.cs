namespace DiffusionCourse.Schedulers.Engine;

/// <summary>
/// x_0 and epsilon as linear forms of the sample and the model output, where x_t = alpha x_0 + sigma epsilon.
/// </summary>
internal static class ModelPrediction
{
    public static Form Original(PredictionType type, double alpha, double sigma) => type switch
    {
        PredictionType.Epsilon when alpha == 0 => throw new InvalidOperationException(
            "At zero terminal SNR the sample holds no signal, so a predicted epsilon says nothing about x_0: such a model must predict v (v_prediction) or the sample."),
        PredictionType.Epsilon => new Form(1 / alpha, -sigma / alpha),
        PredictionType.Sample => new Form(0, 1),
        _ => new Form(alpha, -sigma),
    };

    public static Form Epsilon(PredictionType type, double alpha, double sigma) => type switch
    {
        PredictionType.Epsilon => new Form(0, 1),
        PredictionType.Sample => new Form(1 / sigma, -alpha / sigma),
        _ => new Form(sigma, alpha),
    };

    /// <summary>x_0 where the sample is x_0 + sigma epsilon and the model saw it divided by sqrt(sigma^2 + 1).</summary>
    public static Form OriginalFromScaled(PredictionType type, double sigma) => type switch
    {
        PredictionType.Epsilon => new Form(1, -sigma),
        PredictionType.Sample => new Form(0, 1),
        _ => new Form(1 / ((sigma * sigma) + 1), -sigma / Math.Sqrt((sigma * sigma) + 1)),
    };
}
