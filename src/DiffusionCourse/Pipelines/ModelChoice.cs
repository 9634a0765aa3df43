using DiffusionCourse.Models;
using DiffusionCourse.Remote;

namespace DiffusionCourse.Pipelines;

/// <summary>What is loaded: a model's folder, and the servers where its networks run.</summary>
/// <param name="Model">The model's name or path.</param>
/// <param name="Servers">The servers; null where its networks run on this machine.</param>
internal readonly record struct ModelChoice(string Model, IReadOnlyList<ServerAddress>? Servers)
{
    /// <summary>Reads what was asked for: servers in the model's place come before the options', and these before the user's.</summary>
    /// <param name="stated">A model, or servers and perhaps a model; null for the default.</param>
    /// <param name="server">What <see cref="PipelineOptions.Server"/> says.</param>
    /// <exception cref="ModelException">An address is wrong.</exception>
    public static ModelChoice Of(string? stated, string? server)
    {
        var model = stated ?? ModelLocator.DefaultModel;
        if (ServerReference.TryParse(model) is { } reference)
        {
            return new(reference.Model ?? Usual(stated), reference.Addresses);
        }

        return new(model, server is not null
            ? ServerReference.AddressesIn(server, "The server")
            : ServerReference.AddressesIn(Environment.GetEnvironmentVariable(ServerReference.Variable), ServerReference.Variable));
    }

    // The variable that names the default may itself name a server.
    private static string Usual(string? stated)
        => stated is null || ServerReference.TryParse(ModelLocator.DefaultModel) is not null
            ? ModelLocator.EmbeddedModel : ModelLocator.DefaultModel;
}
