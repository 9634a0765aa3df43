using DiffusionCourse.Models;

namespace DiffusionCourse.Cli.Models;

/// <summary>A model of the catalogue as <c>course models list --json</c> prints it.</summary>
internal sealed record ModelReport(
    string Name, string Title, string Repository, string Revision, string Precision, ModelLicence Licence, ModelDefaults? Defaults,
    IReadOnlyList<string> Prompts,
    bool Pulled, string? Commit, string? Folder)
{
    public static ModelReport From(CatalogueModel model, IReadOnlyList<PulledModel> pulled)
    {
        var here = pulled.FirstOrDefault(other => other.Name == model.Name && other.IsWhole);
        return new(
            model.Name, model.Title, model.Repository, model.Revision, model.Precision, model.Licence, model.Defaults, model.Prompts,
            here is not null, here?.Commit, here?.Folder);
    }
}
