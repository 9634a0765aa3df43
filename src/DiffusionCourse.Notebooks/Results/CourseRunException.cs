namespace DiffusionCourse.Notebooks.Running;

/// <summary>A run cannot start: the message says what was asked for and what is wrong with it.</summary>
public sealed class CourseRunException(string message, Exception? inner = null) : Exception(message, inner);
