namespace DiffusionCourse.Models.Hub;

/// <summary>Bytes that are not the ones asked for: the file is fetched again from its start.</summary>
internal sealed class UnusableContentException(string message) : Exception(message);
