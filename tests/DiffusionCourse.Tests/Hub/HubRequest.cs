namespace DiffusionCourse.Tests.Hub;

/// <summary>A request that the test's hub got.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Path">The address below the host.</param>
/// <param name="IsStore">Whether it came to the other host, where large files are.</param>
/// <param name="Token">The Authorization header; null without.</param>
/// <param name="Range">The Range header; null without.</param>
internal sealed record HubRequest(string Method, string Path, bool IsStore, string? Token, string? Range);
