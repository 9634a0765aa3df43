using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DiffusionCourse.Notebooks.Documents;
using Microsoft.CodeAnalysis;

namespace DiffusionCourse.Notebooks.Exporting.FileProgram;

/// <summary>
/// A notebook as a file-based program of .NET 10, for <c>dotnet run FILE.cs</c>: directives, usings, prose as comments, cells as
/// top-level statements whose last values are printed and gathered in a page, types at the end.
/// </summary>
/// <remarks>
/// In a notebook a cell may declare a name anew; in a program it may not. So a cell that does begins a function of its own, inside
/// which the rest stands: there a name may hide one from outside.
/// </remarks>
internal static class FileProgramFormat
{
    private const string Mark = "// exported ";

    /// <exception cref="NotebookFormatException">A cell cannot be part of a program; the message names it and the reason.</exception>
    public static string Write(PlannedExport export)
    {
        var program = new ProgramText(export);
        var text = program.ToText(new HashSet<int>());
        var errors = ProgramCheck.ErrorsOf(text, program.Assemblies);
        if (errors.Any(ProgramCheck.IsAboutVoid))
        {
            text = program.ToText(errors.Where(ProgramCheck.IsAboutVoid).Select(CellOf).ToHashSet());
            errors = ProgramCheck.ErrorsOf(text, program.Assemblies);
        }

        if (errors.Count > 0)
        {
            throw new NotebookFormatException(
                $"{export.Source}, cell {CellOf(errors[0])} cannot be part of a program: "
                    + $"{errors[0].GetMessage(CultureInfo.InvariantCulture)} ({errors[0].Id}, at '{LineOf(errors[0])}'). "
                + "Notebooks allow some things that programs do not. Change the cell, or export to ipynb.");
        }

        return $"{Mark}{Hash(text)}\n{text}";
    }

    /// <summary>Whether a file holds a program as it was exported, without an edit.</summary>
    public static bool IsUntouched(string content)
    {
        var end = content.IndexOf('\n', StringComparison.Ordinal);
        return end > 0 && content.StartsWith(Mark, StringComparison.Ordinal)
            && content[Mark.Length..end].Trim() == Hash(content[(end + 1)..]);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    /// <summary>The cell that an error lies in; 0 where it lies in none.</summary>
    private static int CellOf(Diagnostic error)
    {
        var above = error.Location.SourceTree?.ToString()[..error.Location.SourceSpan.Start].Split('\n') ?? [];
        return above.Where(line => line.StartsWith(ProgramText.CellHeading, StringComparison.Ordinal))
            .Select(
                line => int.TryParse(
                    line[ProgramText.CellHeading.Length..].Split(' ')[0], CultureInfo.InvariantCulture, out var number) ? number : 0)
            .LastOrDefault(number => number > 0);
    }

    private static string LineOf(Diagnostic error) =>
        error.Location.SourceTree?.GetText().Lines.GetLineFromPosition(error.Location.SourceSpan.Start).ToString().Trim() ?? "";
}
