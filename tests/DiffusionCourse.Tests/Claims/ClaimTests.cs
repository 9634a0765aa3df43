using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Claims;

/// <summary>No number in the prose of the notebooks without something that stands behind it.</summary>
[Collection(EmbeddedModelGroup.Name)]
public sealed class ClaimTests(EmbeddedPipeline embedded, ClaimRuns runs) : IClassFixture<ClaimRuns>
{
    public static TheoryData<string> Notebooks => [.. ProseNumbers.Notebooks];

    public static TheoryData<string> CheckedClaims => [.. ClaimRegister.All.Where(claim => claim.Check is not null).Select(claim => claim.ToString())];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Every_number_in_the_prose_is_registered(string notebook)
    {
        var phrases = ClaimRegister.All.Where(claim => claim.Notebook == notebook).Select(claim => claim.Phrase);

        Assert.Empty(ProseNumbers.Unsupported(notebook, phrases));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Every_registered_phrase_still_stands_in_its_notebook(string notebook)
    {
        var prose = ProseNumbers.Prose(notebook);

        Assert.All(ClaimRegister.All.Where(claim => claim.Notebook == notebook), claim => Assert.Contains(claim.Phrase, prose, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_claim_belongs_to_a_notebook_and_has_a_check_or_a_meaning()
    {
        Assert.All(ClaimRegister.All, claim =>
        {
            Assert.Contains(claim.Notebook, ProseNumbers.Notebooks);
            Assert.True(claim.Check is not null ^ !string.IsNullOrWhiteSpace(claim.Meaning), claim.ToString());
        });
    }

    [Theory]
    [MemberData(nameof(CheckedClaims))]
    public async Task The_claim_holds(string claim) =>
        await ClaimRegister.All.First(one => one.ToString() == claim).Check!(runs.On(embedded.Pipeline));

    [Theory]
    [InlineData("A step takes 40 ms.", 1)]
    [InlineData("It takes three steps, or a quarter of them.", 2)]
    [InlineData("As Ho et al. (2020, eq. 4) and part 3 say, `x[3]` is [3](03-x.dib).", 0)]
    public void New_prose_with_a_number_is_found(string prose, int numbers) => Assert.Equal(numbers, ProseNumbers.Count(prose));
}
