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

    /// <summary>
    /// epsilon - x_0, the velocity on straight paths (flow matching, Lipman et al. 2022, arXiv:2210.02747; Liu et al. 2022,
    /// arXiv:2209.03003); Stable Diffusion 3 and FLUX predict this. Sampled by the flow schedulers, and by DPM-Solver multistep and UniPC
    /// on flow sigmas.
    /// </summary>
    FlowPrediction,
}
