using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>x_0 and epsilon from the sample and the model output.</summary>
internal static class ModelPrediction
{
    /// <summary>x_0 where x = Alpha x_0 + Sigma epsilon.</summary>
    public static Combination Original(PredictionType type, NoiseLevel level) => type switch
    {
        PredictionType.Epsilon when level.Alpha == 0 => throw new ArgumentException(
            "At zero terminal SNR the sample holds no signal, so a predicted epsilon says nothing about x_0: such a model must predict v "
                + "(v_prediction) or the sample."),
        PredictionType.Epsilon => (X - level.Sigma * Output) / level.Alpha,
        PredictionType.Sample => Output,
        PredictionType.FlowPrediction => (X - level.Sigma * Output) / (level.Alpha + level.Sigma),
        _ => level.Alpha * X - level.Sigma * Output,
    };

    /// <summary>epsilon where x = Alpha x_0 + Sigma epsilon.</summary>
    public static Combination Epsilon(PredictionType type, NoiseLevel level) => type switch
    {
        PredictionType.Epsilon => Output,
        PredictionType.Sample => (X - level.Alpha * Output) / level.Sigma,
        PredictionType.FlowPrediction => (X + level.Alpha * Output) / (level.Alpha + level.Sigma),
        _ => level.Sigma * X + level.Alpha * Output,
    };

    /// <summary>x_0 where x = x_0 + sigma epsilon and the model saw x / sqrt(sigma^2 + 1).</summary>
    public static Combination OriginalFromScaled(PredictionType type, Combination x, double sigma) => type switch
    {
        PredictionType.Epsilon => x - sigma * Output,
        PredictionType.Sample => Output,
        _ => x / (sigma * sigma + 1) - sigma / Math.Sqrt(sigma * sigma + 1) * Output,
    };

    /// <summary>epsilon where x = x_0 + sigma epsilon and the model saw x / sqrt(sigma^2 + 1).</summary>
    public static Combination EpsilonFromScaled(PredictionType type, double sigma) => type switch
    {
        PredictionType.Epsilon => Output,
        PredictionType.Sample => (X - Output) / sigma,
        _ => sigma / (sigma * sigma + 1) * X + 1 / Math.Sqrt(sigma * sigma + 1) * Output,
    };
}
