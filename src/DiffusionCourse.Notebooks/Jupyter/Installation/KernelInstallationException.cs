namespace DiffusionCourse.Notebooks.Jupyter.Installation;

/// <summary>A kernel cannot be installed or removed. The message says why, and what to do.</summary>
public sealed class KernelInstallationException(string message, Exception? inner = null) : Exception(message, inner);
