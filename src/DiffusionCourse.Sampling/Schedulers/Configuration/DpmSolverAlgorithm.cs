namespace DiffusionCourse.Schedulers;

/// <summary>Which differential equation a DPM-Solver solves, and in which variable.</summary>
public enum DpmSolverAlgorithm
{
    /// <summary>The ODE in the predicted x_0: DPM-Solver++, Lu et al. 2022 (arXiv:2211.01095).</summary>
    DpmSolverPlusPlus,

    /// <summary>The ODE in the predicted epsilon: DPM-Solver, Lu et al. 2022 (arXiv:2206.00927).</summary>
    DpmSolver,

    /// <summary>The SDE in the predicted x_0; draws noise on every step.</summary>
    SdeDpmSolverPlusPlus,

    /// <summary>The SDE in the predicted epsilon; draws noise on every step.</summary>
    SdeDpmSolver,
}
