namespace DiffusionCourse.Models;

/// <summary>A model that can be pulled by a short name.</summary>
public sealed record CatalogueModel
{
    /// <summary>Its name in the course, such as sd15-fp16.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required string Title { get; init; }

    /// <summary>The hub's repository, owner/name.</summary>
    public required string Repository { get; init; }

    /// <summary>The branch, tag or commit to pull. Default main.</summary>
    public string Revision { get; init; } = "main";

    /// <summary>fp32 or fp16: the number format of its weights.</summary>
    public required string Precision { get; init; }

    /// <summary>The terms to accept before it is downloaded.</summary>
    public required ModelLicence Licence { get; init; }

    /// <summary>The files that are needed.</summary>
    public CatalogueFiles Files { get; init; } = new();

    /// <summary>Settings to start from; null for parts that draw nothing alone, such as a small VAE.</summary>
    public ModelDefaults? Defaults { get; init; }

    /// <summary>Prompts that suit it.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];
}
