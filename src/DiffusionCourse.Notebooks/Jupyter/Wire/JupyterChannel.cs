namespace DiffusionCourse.Notebooks.Jupyter.Wire;

/// <summary>The sockets of the protocol, heartbeat aside.</summary>
internal enum JupyterChannel
{
    Shell,
    Control,
    Stdin,
    IoPub,
}
