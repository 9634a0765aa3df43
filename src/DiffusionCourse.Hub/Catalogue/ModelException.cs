namespace DiffusionCourse.Models;

/// <summary>A model that cannot be found, read or run as it is; the message names the file and the remedy.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="cause">The error underneath, if there is one.</param>
    public ModelException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
