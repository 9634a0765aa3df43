namespace DiffusionCourse.Inference;

/// <summary>How the pictures of a sweep are drawn. The pictures are the same.</summary>
public enum SweepMode
{
    /// <summary>Measured once for a machine and model, and remembered; one by one on a GPU and for large models.</summary>
    Auto,

    /// <summary>Each picture by itself.</summary>
    OneByOne,

    /// <summary>Pictures that meet the same timesteps share UNet runs, and batches of them run side by side.</summary>
    Together,
}
