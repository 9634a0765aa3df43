namespace DiffusionCourse.Remote;

/// <summary>What starts the server of a model repository.</summary>
internal enum RepositoryTarget
{
    /// <summary>NVIDIA Triton in a container: a compose file.</summary>
    Triton,

    /// <summary>KServe on Kubernetes: an InferenceService.</summary>
    KServe,
}
