namespace DiffusionCourse.Schedulers;

/// <summary>What the model was trained to predict from x_t.</summary>
public enum PredictionType
{
    /// <summary>The noise epsilon that was added (Ho et al. 2020); Stable Diffusion 1.5 predicts this.</summary>
    Epsilon,

    /// <summary>The clean sample x_0.</summary>
    Sample,

    /// <summary>v = alpha epsilon - sigma x_0 (Salimans and Ho 2022, arXiv:2202.00512, appendix D).</summary>
    VPrediction,
}
