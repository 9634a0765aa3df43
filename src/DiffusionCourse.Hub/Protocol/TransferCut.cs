namespace DiffusionCourse.Models.Hub;

/// <summary>A download that ended before the file did.</summary>
internal sealed class TransferCut(string message, Exception? cause = null) : Exception(message, cause);
