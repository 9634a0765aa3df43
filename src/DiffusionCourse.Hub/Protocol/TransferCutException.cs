namespace DiffusionCourse.Models.Hub;

/// <summary>A download that ended before the file did.</summary>
internal sealed class TransferCutException(string message, Exception? cause = null) : Exception(message, cause);
