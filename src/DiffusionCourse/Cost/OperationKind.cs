namespace DiffusionCourse.Cost;

/// <summary>The kinds of work in a latent-diffusion model. The first four hold all multiply-accumulates that are counted.</summary>
public enum OperationKind
{
    /// <summary>Convolutions, those with a 1 x 1 kernel included.</summary>
    Convolution,

    /// <summary>Matrix products with weights: projections of attention, feed-forward layers, the timestep's embedding.</summary>
    Linear,

    /// <summary>
    /// The two products of self-attention, queries with keys and weights with values; also of joint attention over picture and text.
    /// Quadratic in the number of positions.
    /// </summary>
    SelfAttention,

    /// <summary>The two products of attention from latents to text.</summary>
    CrossAttention,

    /// <summary>Group norms and layer norms.</summary>
    Normalization,

    /// <summary>Activation functions, softmax, sums, and copies such as concatenation and nearest-neighbour upsampling.</summary>
    ElementWise,

    /// <summary>Look-ups of token and position embeddings: parameters without arithmetic.</summary>
    Embedding,
}
