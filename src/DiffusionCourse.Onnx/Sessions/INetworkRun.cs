namespace DiffusionCourse.Inference;

/// <summary>A network with its inputs and its output bound to buffers once.</summary>
internal interface INetworkRun : IDisposable
{
    /// <summary>Runs the network on what the buffers hold now.</summary>
    /// <exception cref="Models.ModelException">The network failed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="DeviceMemoryException">Memory did not suffice.</exception>
    void Run(RunControl control);
}
