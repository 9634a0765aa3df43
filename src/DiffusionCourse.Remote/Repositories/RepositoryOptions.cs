namespace DiffusionCourse.Remote;

/// <summary>How a model repository is written.</summary>
internal sealed record RepositoryOptions
{
    /// <summary>What starts the server.</summary>
    public RepositoryTarget Target { get; init; }

    /// <summary>What the networks' names start with; null for the model's name.</summary>
    public string? Prefix { get; init; }

    /// <summary>Rows of the UNet that are merged into one run at most: 4 students with guidance.</summary>
    public int MostRows { get; init; } = 8;

    /// <summary>Whether the networks run on the server's CPU.</summary>
    public bool OnCpu { get; init; }

    /// <summary>Whether TensorRT runs them: minutes at the first start, and black pictures with some models.</summary>
    public bool TensorRt { get; init; }
}
