namespace DiffusionCourse.Schedulers;

/// <summary>One of the names a scheduler can be asked for by.</summary>
/// <param name="Name">The short name: "dpm++2m".</param>
/// <param name="DisplayName">How papers and user interfaces call it: "DPM++ 2M".</param>
/// <param name="ClassName">The class that diffusers has for it, as scheduler_config.json writes it.</param>
public sealed record SchedulerName(string Name, string DisplayName, string ClassName)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({DisplayName})";
}
