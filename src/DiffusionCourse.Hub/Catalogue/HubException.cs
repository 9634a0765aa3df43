namespace DiffusionCourse.Models;

/// <summary>The hub cannot be reached, refuses, or sent what it should not; the message says which, and what to do.</summary>
public sealed class HubException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong, with which model, and the remedy.</param>
    /// <param name="cause">The error underneath, if there is one.</param>
    public HubException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
